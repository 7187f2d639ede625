import type { LabelSelector } from '../../cluster/index.ts';

const name = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * What no label can be of a selector, as a clause, with its field; undefined where labels can be all of it.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 */
export function labelFault({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelector): { readonly path: readonly (string | number)[]; readonly message: string } | undefined {
  for (const [key, value] of Object.entries(matchLabels)) {
    const path = ['matchLabels', key];
    if (!isLabelKey(key)) return { path, message: `${JSON.stringify(key)} is no key of a label` };
    if (!isLabelValue(value)) return { path, message: `${JSON.stringify(value)} is no value of a label` };
  }
  for (const [index, { key, values = [] }] of matchExpressions.entries()) {
    const path = ['matchExpressions', index];
    if (!isLabelKey(key))
      return { path: [...path, 'key'], message: `${JSON.stringify(key)} is no key of a label` };
    const wrong = values.find((value) => !isLabelValue(value));
    if (wrong !== undefined)
      return { path: [...path, 'values'], message: `${JSON.stringify(wrong)} is no value of a label` };
  }
  return undefined;
}

/** A name of at most 63 letters, digits, `-`, `_` and `.`, with the domain of who defines it before a slash. */
function isLabelKey(text: string): boolean {
  const parts = text.split('/');
  const [own = '', prefix] = parts.reverse();
  return (
    parts.length <= 2 &&
    own.length <= 63 &&
    name.test(own) &&
    (prefix === undefined || (prefix.length <= 253 && subdomain.test(prefix)))
  );
}

function isLabelValue(value: unknown): boolean {
  return typeof value === 'string' && (value === '' || (value.length <= 63 && name.test(value)));
}

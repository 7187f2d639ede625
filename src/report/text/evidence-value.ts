import { redactedPrefix } from '../../cluster/index.ts';
import type { Finding } from '../schema.ts';

type Evidence = Finding['evidence'][number];

/** The value at a field for a person: compact JSON, `not set`, or what stands for a credential. */
export function valueText(value: string | undefined, longest = Number.POSITIVE_INFINITY): string {
  if (value === undefined) return 'not set';
  const shown = withoutMarkers(value);
  const text = shown !== value && /^"\([^"]*\)"$/.test(shown) ? shown.slice(1, -1) : shown;
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

/** `spec.x is true, expected false or unset`. */
export function evidenceText({ path, value, expected, object }: Evidence, longest?: number): string {
  const of =
    object === undefined
      ? ''
      : ` of ${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}`;
  const found = value === undefined ? 'is not set' : `is ${valueText(value, longest)}`;
  return `${path}${of} ${found}${expected === undefined || expected === '' ? '' : `, expected ${expected}`}`;
}

/** A marker, also one that was cut off when the value was shortened. */
const marker = new RegExp(`${redactedPrefix}([a-z0-9-]*)(?::[0-9a-f]*)?(?::(\\d*))?…?`, 'g');

/** A text with `(redacted: github-token, 40 bytes)` in place of each marker that stands for a credential. */
export function withoutMarkers(text: string): string {
  if (!text.includes(redactedPrefix)) return text;
  return text.replaceAll(marker, (_, detector: string, length: string | undefined) => {
    const size = length === undefined || length === '' ? '' : `, ${length} bytes`;
    return `(redacted: ${detector === '' ? 'secret' : detector}${size})`;
  });
}

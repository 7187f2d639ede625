import type { FieldPath } from '../cluster/index.ts';

/** Stands for the failing elements of a list: the `[]` in `volumes[].hostPath`. */
export const eachElement: unique symbol = Symbol('each element');

/** A field path of the catalogue; {@link eachElement} matches the failing elements of a list. */
export type FieldPattern = readonly (string | number | typeof eachElement)[];

const step = /\.?([A-Za-z_$][A-Za-z0-9_$-]*)|\[(\d+)\]|(\[\])|\['((?:[^'\\]|\\.)*)'\]/y;

/**
 * Reads `spec.containers[0].image`, `metadata.labels['app.kubernetes.io/name']`, `volumes[].hostPath`.
 * @returns undefined when the text is not a path.
 */
export function parseFieldPattern(text: string): FieldPattern | undefined {
  const steps: (string | number | typeof eachElement)[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < text.length) {
    const at = step.lastIndex;
    const match = step.exec(text);
    if (match === null) return undefined;
    const [whole, name, index, each, quoted] = match;
    if (name !== undefined && whole.startsWith('.') !== at > 0) return undefined;
    if (name !== undefined) steps.push(name);
    else if (index !== undefined) steps.push(Number(index));
    else if (each !== undefined) steps.push(eachElement);
    else steps.push((quoted ?? '').replaceAll(/\\(.)/g, '$1'));
  }
  return steps.length === 0 ? undefined : steps;
}

/**
 * The concrete paths of a pattern in a value: `[]` becomes the index of every list element that `failed` accepts.
 * A list that is absent, or has no such element, gives no path.
 */
export function expandPattern(
  pattern: FieldPattern,
  root: unknown,
  failed: (element: unknown, index: number) => boolean,
): FieldPath[] {
  let paths: { path: FieldPath; value: unknown }[] = [{ path: [], value: root }];
  for (const step of pattern) {
    paths =
      step === eachElement
        ? paths.flatMap(({ path, value }) => failingElements(path, value, failed))
        : paths.map(({ path, value }) => ({ path: [...path, step], value: child(value, step) }));
  }
  return paths.map(({ path }) => path);
}

function failingElements(
  path: FieldPath,
  list: unknown,
  failed: (element: unknown, index: number) => boolean,
) {
  if (!Array.isArray(list)) return [];
  return list.flatMap((value: unknown, index) =>
    failed(value, index) ? [{ path: [...path, index], value }] : [],
  );
}

/** The value at a path, or undefined where a step is missing. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  let value = root;
  for (const step of path) value = child(value, step);
  return value;
}

function child(value: unknown, step: string | number): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  return Object.hasOwn(value, step) ? (value as Record<string | number, unknown>)[step] : undefined;
}

import type { FieldPath, Json } from '../cluster/index.ts';

export type JsonMapping = { readonly [field: string]: Json };

export function isMapping(value: Json | undefined): value is JsonMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** A mapping or list with something in it. */
export function isFilled(value: Json): value is JsonMapping | readonly Json[] {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** Whether two values are the same JSON, whatever the order of their keys. */
export function isSameValue(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true;
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, index) => isSameValue(item, other[index]));
  if (!isMapping(one) || !isMapping(other)) return false;
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSameValue(one[key], other[key]))
  );
}

/** The way to the first place where two values differ; undefined when they are the same. */
export function firstDifference(
  one: Json | undefined,
  other: Json | undefined,
  path: FieldPath = [],
): FieldPath | undefined {
  if (isSameValue(one, other)) return undefined;
  const isComparable =
    (isMapping(one) && isMapping(other)) || (isList(one) && isList(other) && one.length === other.length);
  if (!isComparable) return path;
  const steps = isList(one)
    ? one.map((_, index) => index)
    : [...new Set([...Object.keys(one), ...Object.keys(other)])];
  for (const step of steps) {
    const within = firstDifference(fieldOf(one, step), fieldOf(other, step), [...path, step]);
    if (within !== undefined) return within;
  }
  return path;
}

/** A field or item of its own; undefined where there is none. */
export function fieldOf(value: Json | undefined, step: string | number): Json | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string | number, Json>>)[step];
}

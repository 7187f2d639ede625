import type { Json } from '../cluster/index.ts';

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

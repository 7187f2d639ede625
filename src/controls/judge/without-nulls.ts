const copies = new WeakMap<object, object>();

/**
 * The value without map entries that are null: the API server drops them from the fields of built-in kinds
 * (`securityContext:` with nothing behind it is no security context). Shares everything that holds no null; the same
 * input gives the same output object, so that elements keep their identity whichever way they are reached.
 */
export function withoutNulls<T>(value: T): T {
  return holdsNull(value) ? (cleaned(value as object) as T) : value;
}

/** Whether {@link withoutNulls} would give something else: nearly no object holds any, and saying so is quick. */
export function holdsNull(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(holdsNull);
  const map = value as Readonly<Record<string, unknown>>;
  for (const field in map) {
    const item = map[field];
    if (item === null || (typeof item === 'object' && holdsNull(item))) return true;
  }
  return false;
}

function cleaned(value: object): object {
  return Array.isArray(value) ? cleanedList(value) : cleanedMap(value as Readonly<Record<string, unknown>>);
}

function cleanedList(list: readonly unknown[]): object {
  let copy: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (item === null || typeof item !== 'object') continue;
    const clean = cleaned(item);
    if (clean === item) continue;
    if (copy === undefined) {
      const known = copies.get(list);
      if (known !== undefined) return known;
      copy = [...list];
    }
    copy[index] = clean;
  }
  if (copy === undefined) return list;
  copies.set(list, copy);
  return copy;
}

function cleanedMap(map: Readonly<Record<string, unknown>>): object {
  let copy: Record<string, unknown> | undefined;
  for (const field of Object.keys(map)) {
    const item = map[field];
    if (item !== null && typeof item !== 'object') continue;
    const clean = item === null ? undefined : cleaned(item);
    if (clean === item) continue;
    if (copy === undefined) {
      const known = copies.get(map);
      if (known !== undefined) return known;
      copy = { ...map };
    }
    if (clean === undefined) delete copy[field];
    else copy[field] = clean;
  }
  if (copy === undefined) return map;
  copies.set(map, copy);
  return copy;
}

/** An object as the API server returns it, before anyone has looked at it. */
export type Json = unknown;

/** The value at a path of field names; undefined where any step is absent or null. */
export function at(value: Json, ...path: readonly string[]): Json {
  let here = value;
  for (const name of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return here ?? undefined;
}

/** The items of a list; none where there is no list. */
export function items(value: Json, ...path: readonly string[]): readonly Json[] {
  const list = at(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** Whether a field is present: Kubernetes drops fields that are null, and keeps empty lists and objects of pointers. */
export function has(value: Json, ...path: readonly string[]): boolean {
  return at(value, ...path) !== undefined;
}

/** The text at a path; empty where there is none. */
export function text(value: Json, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** The number at a path, if there is one. */
export function number(value: Json, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** A map of text to text, as labels are. */
export function texts(value: Json, ...path: readonly string[]): Readonly<Record<string, string>> {
  const found = at(value, ...path);
  return typeof found === 'object' && found !== null ? (found as Record<string, string>) : {};
}

import type { CelType } from './cel-type.ts';

/**
 * What the checker asks about object types. The engine knows no Kubernetes kind; whoever has an OpenAPI document answers
 * from it. Values of object types are plain JSON objects at run time.
 */
export interface SchemaProvider {
  /** Whether an object type of this name exists, so that `Name{…}` can build one. */
  hasType(name: string): boolean;
  /**
   * The type of a field, or undefined when the type has no such field. `field` is the name in the data: escapes such as
   * `__dash__` are already undone.
   */
  findField(typeName: string, field: string): CelType | undefined;
}

const escapes: readonly (readonly [string, string])[] = [
  ['__', '__underscores__'],
  ['.', '__dot__'],
  ['-', '__dash__'],
  ['/', '__slash__'],
];

/** Words Kubernetes escapes as `__word__` when they are field names. */
const reservedFields: ReadonlySet<string> = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/**
 * The name under which an expression selects a field of an object type
 * (https://kubernetes.io/docs/reference/using-api/cel/#escaping), or undefined when no expression can.
 */
export function escapeFieldName(field: string): string | undefined {
  if (!/^[A-Za-z_.\-/][A-Za-z0-9_.\-/]*$/.test(field)) return undefined;
  if (reservedFields.has(field)) return `__${field}__`;
  return field.replaceAll(/__|[./-]/g, (found) => escapes.find(([plain]) => plain === found)?.[1] ?? found);
}

/** The field an escaped name stands for; names without escapes are returned as they are. */
export function unescapeFieldName(name: string): string {
  if (!name.includes('__')) return name;
  const word = /^__([a-z]+)__$/.exec(name)?.[1];
  if (word !== undefined && reservedFields.has(word)) return word;
  return name.replaceAll(
    /__(?:underscores|dot|dash|slash)__/g,
    (found) => escapes.find(([, escaped]) => escaped === found)?.[0] ?? found,
  );
}

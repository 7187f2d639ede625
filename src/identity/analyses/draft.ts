import type { ClusterObject, FieldPath, ObjectReference } from '../../cluster/index.ts';
import { formatPath } from '../../cluster/index.ts';
import type { Evidence } from '../../controls/index.ts';

export function referenceTo({ group, kind, namespace, name }: ObjectReference): ObjectReference {
  return { group, kind, namespace, name };
}

/** Evidence of one field of an object, with its place in the manifest when it came from one. */
export function evidenceOf(object: ClusterObject, path: FieldPath, expected?: string): Evidence {
  const value = path.reduce<unknown>(
    (at, step) =>
      typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[step] : undefined,
    object.body,
  );
  const position = object.origin?.locate(path);
  return {
    object: referenceTo(object),
    path: formatPath(path),
    ...(value !== undefined && { value: JSON.stringify(value) }),
    ...(expected !== undefined && { expected }),
    ...(position && { position }),
  };
}

/** `user a`, `user a and group b`, `user a, group b and 3 more`. */
export function shortList(names: readonly string[]): string {
  const [first = '', second = '', third] = names;
  if (names.length > 3) return `${first}, ${second} and ${names.length - 2} more`;
  if (third !== undefined) return `${first}, ${second} and ${third}`;
  return second === '' ? first : `${first} and ${second}`;
}

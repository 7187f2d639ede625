import type { ClusterObject, FieldPath, ObjectReference } from '../../cluster/index.ts';
import { formatPath } from '../../cluster/index.ts';
import type { Evidence, ResultDraft } from '../../controls/index.ts';
import type { UnreadKind } from '../cluster-access.ts';
import { rbacGroup } from '../rbac/role.ts';

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

/** What an analysis cannot say because RBAC was not read whole: one verdict for each kind that may hide something. */
export function unreadDrafts(unread: readonly UnreadKind[]): ResultDraft[] {
  return unread.map(({ kind, state, reason, permission }) => ({
    verdict: 'unknown',
    subject: { group: rbacGroup, kind, namespace: '', name: '' },
    message: `Not all ${kind}s are known: ${reason}`,
    unknown: { state, message: reason, ...(permission && { permission }) },
  }));
}

/** `user a`, `user a and group b`, `user a, group b and 3 more`. */
export function shortList(names: readonly string[]): string {
  const [first = '', second = '', third] = names;
  if (names.length > 3) return `${first}, ${second} and ${names.length - 2} more`;
  if (third !== undefined) return `${first}, ${second} and ${third}`;
  return second === '' ? first : `${first} and ${second}`;
}

import type { ClusterObject } from '../../cluster/index.ts';
import { type Subject, serviceAccountOf } from '../subject.ts';
import { rbacGroup, roleKey } from './role.ts';

/** A RoleBinding or ClusterRoleBinding, reduced to what decides. */
export interface IndexedBinding {
  readonly key: string;
  /** Empty for a ClusterRoleBinding. */
  readonly namespace: string;
  readonly name: string;
  readonly role: { readonly key: string; readonly kind: string; readonly name: string };
  readonly subjects: readonly BoundSubject[];
  readonly object: ClusterObject;
  readonly assumed: boolean;
  /** A subject or the roleRef is not one: it grants nothing. */
  readonly malformed: boolean;
  /** Present when a cloud grants it and no object of the cluster. */
  readonly outside?: OutsideGrant;
}

/** A grant that is no object of the cluster, with the commands that take it away and give it back. */
export interface OutsideGrant {
  /** `EKS access policy AmazonEKSClusterAdminPolicy`. */
  readonly what: string;
  /** The evidence that says so. */
  readonly file: string;
  readonly apply: string;
  readonly undo: string;
}

/** `RoleBinding ci/release-managers`, or what of a cloud grants it. */
export function formatBinding({ outside, object, namespace, name }: IndexedBinding): string {
  if (outside !== undefined) return outside.what;
  return `${object.kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

/** A subject with its place in the binding. */
export interface BoundSubject {
  readonly subject: Subject;
  readonly index: number;
}

export function isBinding({ group, kind }: ClusterObject): boolean {
  return group === rbacGroup && (kind === 'RoleBinding' || kind === 'ClusterRoleBinding');
}

/**
 * Reads a binding. A service account without a namespace is one of the binding's own; a User that carries a service
 * account's name is that service account.
 */
export function readBinding(object: ClusterObject, assumed: boolean): IndexedBinding {
  const { body, key, name } = object;
  const namespace = object.kind === 'RoleBinding' ? object.namespace : '';
  const roleRef = recordOf(body['roleRef']);
  const kind = textOf(roleRef['kind']);
  const roleName = textOf(roleRef['name']);
  let malformed = kind === '' || roleName === '';
  const subjects: BoundSubject[] = [];
  const listed = body['subjects'];
  if (listed !== undefined && listed !== null && !Array.isArray(listed)) malformed = true;
  for (const [index, entry] of (Array.isArray(listed) ? (listed as readonly unknown[]) : []).entries()) {
    const subject = readSubject(recordOf(entry), namespace);
    if (subject === undefined) malformed = true;
    else subjects.push({ subject, index });
  }
  return {
    key,
    namespace,
    name,
    role: { key: roleKey(kind, namespace, roleName), kind, name: roleName },
    subjects,
    object,
    assumed,
    malformed,
  };
}

function readSubject(entry: Readonly<Record<string, unknown>>, namespace: string): Subject | undefined {
  const name = textOf(entry['name']);
  switch (entry['kind']) {
    case 'User':
      if (name === '') return undefined;
      return serviceAccountOf(name) ?? { kind: 'User', name };
    case 'Group':
      return name === '' ? undefined : { kind: 'Group', name };
    case 'ServiceAccount': {
      const own = textOf(entry['namespace']) || namespace;
      return own === '' || name === '' ? undefined : { kind: 'ServiceAccount', namespace: own, name };
    }
    default:
      return undefined;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import type { ClusterAccess } from './cluster-access.ts';
import { type Subject, serviceAccountOf, subjectKey } from './subject.ts';

/**
 * Reads a subject as people write it: `user:NAME`, `group:NAME`, `sa:NAMESPACE/NAME`, or the user name of a service
 * account. Undefined for anything else, such as a bare name.
 */
export function parseSubject(text: string): Subject | undefined {
  const account = serviceAccountOf(text);
  if (account !== undefined) return account;
  const [, kind, name = ''] = /^(user|group|sa|serviceaccount):(.+)$/s.exec(text) ?? [];
  if (kind === undefined) return undefined;
  if (kind === 'user') return serviceAccountOf(name) ?? { kind: 'User', name };
  if (kind === 'group') return { kind: 'Group', name };
  const [namespace = '', own = '', ...rest] = name.split('/');
  return namespace === '' || own === '' || rest.length > 0
    ? undefined
    : { kind: 'ServiceAccount', namespace, name: own };
}

/** Subjects of any binding that have this name, in any cluster. */
export function subjectsNamed(name: string, clusters: readonly ClusterAccess[]): Subject[] {
  const found = new Map<string, Subject>();
  for (const { index } of clusters) {
    for (const { subjects } of index.bindings())
      for (const { subject } of subjects) if (subject.name === name) found.set(subjectKey(subject), subject);
  }
  return [...found.values()];
}

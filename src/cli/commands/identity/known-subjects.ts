import { capitalised, nearest } from '../../../cluster/index.ts';
import {
  type ClusterAccess,
  evidenceAbout,
  existenceOf,
  formatSubject,
  groupsOfUser,
  membersOf,
  type Subject,
} from '../../../identity/index.ts';

/** A subject as arguments take it: `sa:ci/runner`, `group:shop:sre`. */
export function subjectArgument(subject: Subject): string {
  if (subject.kind === 'ServiceAccount') return `sa:${subject.namespace}/${subject.name}`;
  return `${subject.kind.toLowerCase()}:${subject.name}`;
}

/** Names of the subjects that bindings name and of all service accounts, by how arguments take them. */
export function knownSubjects(clusters: readonly ClusterAccess[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { index, cluster } of clusters) {
    for (const { subjects } of index.bindings())
      for (const { subject } of subjects) names.set(subjectArgument(subject), subject.name);
    for (const { namespace, name } of cluster.ofKind('', 'ServiceAccount'))
      names.set(subjectArgument({ kind: 'ServiceAccount', namespace, name }), name);
  }
  return names;
}

/** That a subject may be mistyped: an account that no cluster has, a user or group that nothing names. */
export function unknownSubjectNotes(subject: Subject, clusters: readonly ClusterAccess[]): string[] {
  if (clusters.length === 0 || clusters.some((access) => isKnown(subject, access))) return [];
  const known = knownSubjects(clusters);
  const own = subjectArgument(subject);
  const near = nearest(
    own,
    [...known.keys()].filter((key) => key !== own),
  );
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  if (subject.kind === 'ServiceAccount')
    return [`${capitalised(formatSubject(subject))} does not exist.${meant}`];
  if (known.has(own)) return [];
  return [`Nothing that was read names ${formatSubject(subject)}.${meant}`];
}

function isKnown(subject: Subject, { cluster }: ClusterAccess): boolean {
  if (subject.kind === 'ServiceAccount') return existenceOf(cluster, subject) !== 'missing';
  // Names that Kubernetes gives need no binding.
  if (subject.name.startsWith('system:')) return true;
  const evidence = evidenceAbout(cluster);
  if (evidence === undefined) return false;
  return subject.kind === 'User'
    ? groupsOfUser(evidence, subject.name).length > 0
    : membersOf(evidence, subject.name).length > 0;
}

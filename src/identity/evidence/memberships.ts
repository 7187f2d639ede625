import type { ClusterEvidence } from './cluster-evidence.ts';

/** Somebody in a group, and what says so. */
export interface Member {
  readonly name: string;
  /** `groups.csv` or `EKS access entry`. */
  readonly through: string;
  readonly file: string;
}

/** Who is in a group of Kubernetes, as far as evidence says. */
export function membersOf(evidence: ClusterEvidence, group: string): Member[] {
  return [
    ...evidence.groupMembers.flatMap(({ group: name, user, file }) =>
      name === group ? { name: user, through: 'groups.csv', file } : [],
    ),
    ...evidence.accessEntries.flatMap(({ groups, principalArn, file }) =>
      groups.includes(group) ? { name: principalArn, through: 'EKS access entry', file } : [],
    ),
  ];
}

/** Groups that evidence puts a user in: by name, or by the ARN or user name of an access entry. */
export function groupsOfUser(evidence: ClusterEvidence, user: string): string[] {
  return [
    ...new Set([
      ...evidence.groupMembers.flatMap((member) => (member.user === user ? member.group : [])),
      ...evidence.accessEntries.flatMap(({ principalArn, username, groups }) =>
        principalArn === user || username === user ? groups : [],
      ),
    ]),
  ];
}

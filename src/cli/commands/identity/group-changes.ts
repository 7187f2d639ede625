import { providerOf } from '../../../cluster/index.ts';
import {
  evidenceAbout,
  formatSubject,
  mastersGroup,
  membersOf,
  type StandingPower,
} from '../../../identity/index.ts';
import { listed, quotedWord } from '../../../report/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { kubectlTarget, removalOf } from './binding-removal.ts';
import type { Change } from './change.ts';

/** Whether a binding names identities that nobody has thought of yet: who signs in or does not, all service accounts. */
export function isEverybody({ subject }: StandingPower): boolean {
  return subject.kind === 'Group' && subject.name.startsWith('system:') && subject.name !== mastersGroup;
}

/** Whether a power is a group's of which nothing says who is in it. */
export function isUnknownGroup(
  { subject, breakGlass }: StandingPower,
  { cluster }: AuditedCluster['access'],
): boolean {
  if (breakGlass || subject.kind !== 'Group' || subject.name.startsWith('system:')) return false;
  const evidence = evidenceAbout(cluster);
  return evidence === undefined || membersOf(evidence, subject.name).length === 0;
}

/**
 * What to do about a group that nobody can look into: ask who is in it, for taking its rights away may stop a whole team;
 * or bind it where it works in place of everywhere.
 */
export function unknownGroupChange(
  { subject, what, cut }: StandingPower,
  { cluster }: AuditedCluster['access'],
): Change {
  const removals = cut.map((binding) => removalOf(binding, subject).apply);
  const narrower = cut.flatMap(({ outside, role, namespace }) =>
    outside === undefined && namespace === ''
      ? `kubectl create ${kubectlTarget({ kind: 'RoleBinding', name: 'NAME', namespace: 'NAMESPACE' })} --${role.kind === 'Role' ? 'role' : 'clusterrole'}=admin --group=${quotedWord(subject.name)}`
      : [],
  );
  return {
    why: `${upper(formatSubject(subject))} may ${what}, at any time, and nothing says who is in it`,
    apply: membersCommand(subject.name, providerOf(cluster)),
    undo: 'nothing of the cluster is changed; then plimsoll identity audit --evidence DIR, with the file in that folder',
    yaml: undefined,
    breaks: undefined,
    lasting: undefined,
    otherwise:
      narrower.length === 0
        ? `take it away: ${listed(removals)}`
        : `narrow it, if it is needed in some namespaces only: ${listed([...narrower.slice(0, 1), ...removals])}`,
  };
}

/**
 * The command that writes the members of a group as rows of groups.csv, where the cloud can be asked; else the rows.
 * https://learn.microsoft.com/cli/azure/ad/group/member
 * https://cloud.google.com/sdk/gcloud/reference/identity/groups/memberships/list
 */
function membersCommand(group: string, provider: string): string {
  const rows = (list: string) =>
    `(test -s groups.csv || echo group,user; ${list} | sed ${quotedWord(`s/^/${group},/`)}) >> groups.csv`;
  if (provider === 'aks' && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(group))
    return rows(`az ad group member list --group ${group} --query '[].userPrincipalName' --output tsv`);
  if (provider === 'gke' && /^[\w.+-]+@[\w.-]+$/.test(group))
    return rows(
      `gcloud identity groups memberships list --group-email=${group} --format='value(preferredMemberKey.id)'`,
    );
  return `(test -s groups.csv || echo group,user; echo ${quotedWord(`${group},NAME`)}) >> groups.csv   # a row for each member, from your identity provider`;
}

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

import { type Cluster, capitalised, providerOf } from '../../../cluster/index.ts';
import { entraGroupName, evidenceAbout, isObjectId, type StandingPower } from '../../../identity/index.ts';
import { listed, quotedWord } from '../../../report/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { kubectlTarget, removalOf } from './binding-removal.ts';
import type { Candidate, Gone } from './change.ts';
import { namedGroup } from './group-names.ts';

const groupsShown = 5;

/**
 * What to do about groups of one power that nobody can look into: ask who is in them, for taking their rights away may stop
 * whole teams; or bind them where they work in place of everywhere. One change for all of them, for it is one question to
 * one identity provider. It writes nothing in the cluster.
 */
export function unknownGroupsChange(
  { access: { cluster } }: AuditedCluster,
  groups: readonly StandingPower[],
): Candidate[] {
  const [first] = groups;
  if (first === undefined) return [];
  const one = groups.length === 1;
  const what = one || first.power === 'everything' ? first.what : 'do what is one step from everything';
  const names = groups.map(({ subject }) => subject.name);
  const change = (gone: Gone) => ({
    why: `${capitalised(groupsText(cluster, names))} may ${what}, at any time, and nothing says who is in ${one ? 'it' : 'them'}`,
    apply: membersCommands(cluster, names).join('\n'),
    undo: 'nothing of the cluster is changed; then plimsoll identity audit --evidence DIR, with the file in that folder',
    otherwise: one
      ? narrowerBinding(first, gone)
      : 'narrow those that are needed in some namespaces only: plimsoll identity narrow group:NAME --need FILE writes the role, the binding and the undo',
  });
  return [{ subject: undefined, bindings: [], change }];
}

/** All of them by name where they are few. */
function groupsText(cluster: Cluster, names: readonly string[]): string {
  if (names.length === 1) return namedGroup(cluster, names[0] ?? '');
  const shown = names.length > groupsShown + 1 ? names.slice(0, groupsShown) : names;
  const more = names.length === shown.length ? [] : [`${names.length - shown.length} more`];
  const each = shown.map((name) => namedGroup(cluster, name).replace(/^group /, ''));
  return `groups ${listed([...each, ...more])}`;
}

function narrowerBinding({ subject, cut }: StandingPower, gone: Gone): string {
  const removals = cut.map((binding) => removalOf(binding, subject, gone.get(binding)).apply);
  const narrower = cut.flatMap(({ outside, role, namespace }) =>
    outside === undefined && namespace === ''
      ? `kubectl create ${kubectlTarget({ kind: 'RoleBinding', name: 'NAME', namespace: 'NAMESPACE' })} --${role.kind === 'Role' ? 'role' : 'clusterrole'}=admin --group=${quotedWord(subject.name)}`
      : [],
  );
  return narrower.length === 0
    ? `take it away: ${listed(removals)}`
    : `narrow it, if it is needed in some namespaces only: ${listed([...narrower.slice(0, 1), ...removals])}`;
}

/**
 * The commands that write the members of groups as rows of groups.csv, where the identity provider can be asked; else the
 * rows to fill in.
 * https://learn.microsoft.com/cli/azure/ad/group/member
 * https://cloud.google.com/sdk/gcloud/reference/identity/groups/memberships/list
 */
function membersCommands(cluster: Cluster, groups: readonly string[]): string[] {
  const provider = providerOf(cluster);
  const header = '(test -s groups.csv || echo group,user';
  const asked = groups.flatMap((group) => {
    const list = listCommand(group, provider);
    return list === undefined
      ? []
      : `${header}; ${list} | sed ${quotedWord(`s/^/${group},/`)}) >> groups.csv${nameComment(cluster, group)}`;
  });
  const rest = groups.filter((group) => listCommand(group, provider) === undefined);
  const rows = rest.map((group) => `echo ${quotedWord(`${group},NAME`)}`);
  return [
    ...asked,
    ...(rows.length === 0
      ? []
      : [
          `${header}; ${rows.join('; ')}) >> groups.csv   # a row for each member, from your identity provider`,
        ]),
  ];
}

function listCommand(group: string, provider: string): string | undefined {
  if (isObjectId(group))
    return `az ad group member list --group ${group} --query '[].userPrincipalName' --output tsv`;
  if (provider === 'gke' && /^[\w.+-]+@[\w.-]+$/.test(group))
    return `gcloud identity groups memberships list --group-email=${group} --format='value(preferredMemberKey.id)'`;
  return undefined;
}

/** An object id tells a reader nothing. */
function nameComment(cluster: Cluster, group: string): string {
  if (!isObjectId(group)) return '';
  const evidence = evidenceAbout(cluster);
  return evidence !== undefined && entraGroupName(evidence, group) !== undefined
    ? ''
    : `   # its name: az ad group show --group ${group} --query displayName`;
}

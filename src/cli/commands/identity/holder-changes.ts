import {
  cloudAgentOwner,
  evidenceAbout,
  formatSubject,
  groupsOfUser,
  mastersGroup,
  membersOf,
  natureOf,
  type StandingPower,
} from '../../../identity/index.ts';
import { counted, listed } from '../../../report/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import type { Candidate } from './change.ts';
import { namedGroup } from './group-names.ts';
import { powerRemoval, pronoun } from './removal-change.ts';

const membersShown = 3;

/** Whether a binding names identities that nobody has thought of yet: who signs in or does not, all service accounts. */
export function isEverybody({ subject, nature }: StandingPower): boolean {
  if (subject.kind === 'Group') return subject.name.startsWith('system:') && subject.name !== mastersGroup;
  return nature === 'everybody';
}

/** Whether somebody signs in as it: a user, and not an agent that a cloud keeps for itself. */
export function isUser({ subject, breakGlass }: StandingPower): boolean {
  return subject.kind === 'User' && !breakGlass && cloudAgentOwner(subject) === undefined;
}

/** Whether an identity provider fills it: a group, and none of Kubernetes' own. */
export function isGroup({ subject, breakGlass }: StandingPower): boolean {
  return subject.kind === 'Group' && !breakGlass && !subject.name.startsWith('system:');
}

/** Who is in a group, as far as evidence says. */
export function knownMembers({ cluster }: AuditedCluster['access'], { subject }: StandingPower): string[] {
  const evidence = evidenceAbout(cluster);
  return evidence === undefined ? [] : membersOf(evidence, subject.name).map(({ name }) => name);
}

export function everybodyChange({ access }: AuditedCluster, power: StandingPower): Candidate[] {
  const { subject, what } = power;
  const who =
    subject.kind === 'Group' ? `everybody in ${formatSubject(subject)}` : 'anybody without a credential';
  return powerRemoval(access, power, {
    why: `${who} may ${what}, also who is not thought of yet`,
    breaks: 'whatever relies on it without a binding of its own: bind those by name first',
  });
}

export function userChange({ access, audit }: AuditedCluster, power: StandingPower): Candidate[] {
  const { subject, nature, what } = power;
  const evidence = evidenceAbout(access.cluster);
  const groups = new Set(evidence === undefined ? [] : groupsOfUser(evidence, subject.name));
  const group = audit.standing.find((each) => each.subject.kind === 'Group' && groups.has(each.subject.name));
  const member =
    group === undefined
      ? ''
      : `; as a member of ${namedGroup(access.cluster, group.subject.name)} ${pronoun(power)} still may ${group.what}`;
  return powerRemoval(access, power, {
    why: `${formatSubject(subject)} may ${what}, at any time${member}`,
    breaks: usedBy[nature],
  });
}

/** The members lose it together, and may be all who can repair the cluster. */
export function knownGroupChange({ access }: AuditedCluster, power: StandingPower): Candidate[] {
  const { subject, what } = power;
  const members = knownMembers(access, power);
  const shown = members.length > membersShown + 1 ? members.slice(0, membersShown) : members;
  const more = members.length === shown.length ? [] : [`${members.length - shown.length} more`];
  const areHuman = members.every((name) => natureOf({ kind: 'User', name }) === 'human');
  return powerRemoval(access, power, {
    why: `${namedGroup(access.cluster, subject.name)} may ${what}, at any time: ${listed([...shown, ...more])}`,
    breaks: `what ${areHuman ? counted(members.length, 'person', 'people') : counted(members.length, 'member')} do by it: ask them first, give them a role with what they need every day, and keep a way in for emergencies, under breakGlass in plimsoll.yaml`,
  });
}

export function workloadChange({ access }: AuditedCluster, power: StandingPower): Candidate[] {
  const { subject, runs } = power;
  const runners = runs.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).join(', ');
  return powerRemoval(access, power, {
    why: `${formatSubject(subject)} may do everything, and whoever runs code in ${runners} with it`,
    breaks: `${runners} loses what it does with the API: first bind a role that has it`,
  });
}

/** Of people only they know what they do with it; a program cannot be asked, and a role may be taken on by both. */
const usedBy: Readonly<Record<StandingPower['nature'], string>> = {
  human:
    'what they do with it: ask them first, and keep what is for emergencies under breakGlass in plimsoll.yaml',
  machine: 'the program that signs in as it: find out what it does, and give it a role that has that first',
  unknown:
    'whoever signs in as it, people or programs: the log of the cloud says who; give them a role that has what they need first',
  everybody: 'whatever relies on it: bind those by name first',
};

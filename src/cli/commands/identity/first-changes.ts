import {
  evidenceAbout,
  formatBinding,
  formatSubject,
  groupsOfUser,
  type IndexedBinding,
  type StandingPower,
  type Subject,
  subjectKey,
} from '../../../identity/index.ts';
import { listed } from '../../../report/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { bindingYaml, lastingPlace, removalOf } from './binding-removal.ts';
import type { Change } from './change.ts';
import { isEverybody, isUnknownGroup, unknownGroupChange } from './group-changes.ts';

/**
 * What to change first, most power for least harm: people in `system:masters` by name, what everybody may, rights of
 * accounts that do not exist or run nothing, rights of single people, groups that nobody can look into, then workloads that
 * were simply bound to cluster-admin; who may do everything before who is one step from it. Roles that somebody wrote for a
 * workload come last, break-glass stays. One change for a subject, with every binding that must let go of it, so that the
 * power ends; a binding is changed once.
 */
export function firstChanges(audited: AuditedCluster, most: number): Change[] {
  const { access, audit } = audited;
  const strong = new Map(audit.standing.map((each) => [subjectKey(each.subject), each]));
  const stale = audit.stale.map(({ account, reason, bindings }): Wanted & { power?: StandingPower } => {
    const power = strong.get(subjectKey(account));
    const state = reason === 'does-not-exist' ? 'does not exist' : 'runs nothing here';
    const may = power === undefined ? '' : `, and may ${power.what}`;
    return {
      subject: account,
      bindings,
      why: `${formatSubject(account)} ${state}${may}`,
      breaks: outsideUse(reason),
      ...(power !== undefined && { power }),
    };
  });
  const ranked = (power: StandingPower['power']) => {
    const those = audit.standing.filter((each) => each.power === power);
    const people = those.filter(({ subject, breakGlass }) => subject.kind === 'User' && !breakGlass);
    return [
      ...people.filter((each) => !isCloudRole(each.subject)).map((each) => ofPerson(each, audited)),
      ...people.filter((each) => isCloudRole(each.subject)).map((each) => ofPerson(each, audited)),
      ...those.filter((each) => isUnknownGroup(each, access)).map((each) => ofUnknownGroup(each, access)),
    ];
  };
  const workloads = audit.standing.filter(
    ({ power, breakGlass, runs }) => power === 'everything' && !breakGlass && runs.length > 0,
  );
  const plain = workloads.filter(({ cut }) => cut.some(({ role }) => role.name === 'cluster-admin'));
  const wanted: Wanted[] = [
    ...audit.standing.filter(isEverybody).map(ofEverybody),
    ...stale.filter(({ power }) => power !== undefined),
    ...ranked('everything'),
    ...plain.map(ofWorkload),
    ...ranked('one-step'),
    ...workloads.filter((each) => !plain.includes(each)).map(ofWorkload),
    ...stale.filter(({ power }) => power === undefined),
  ];
  const seen = new Set<IndexedBinding>();
  const subjects = new Set<string>();
  const changes = wanted.filter(({ subject, bindings }) => {
    const key = subjectKey(subject);
    if (bindings.length === 0 || subjects.has(key) || bindings.some((each) => seen.has(each))) return false;
    for (const binding of bindings) seen.add(binding);
    return subjects.add(key);
  });
  return [
    ...mastersChanges(audit.masters),
    ...changes.slice(0, most).map((each) => changeOf(each, access)),
  ].slice(0, most);
}

function ofPerson(standing: StandingPower, { access, audit }: AuditedCluster): Wanted {
  const { subject, cut, what } = standing;
  const evidence = evidenceAbout(access.cluster);
  const groups = new Set(evidence === undefined ? [] : groupsOfUser(evidence, subject.name));
  const group = audit.standing.find((each) => each.subject.kind === 'Group' && groups.has(each.subject.name));
  return {
    subject,
    bindings: cut,
    why: `${formatSubject(subject)} may ${what}, at any time${byMany(cut)}${remainder(standing)}${
      group === undefined ? '' : `; as a member of ${formatSubject(group.subject)} it still may ${group.what}`
    }`,
    breaks: standing.nature === 'human' ? dailyUse : programUse,
  };
}

function ofEverybody(standing: StandingPower): Wanted {
  const { subject, cut, what } = standing;
  return {
    subject,
    bindings: cut,
    why: `everybody in ${formatSubject(subject)} may ${what}, also who is not thought of yet${byMany(cut)}${remainder(standing)}`,
    breaks: 'whatever relies on it without a binding of its own: bind those by name first',
  };
}

function ofUnknownGroup(standing: StandingPower, access: AuditedCluster['access']): Wanted {
  const { subject, cut } = standing;
  return {
    subject,
    bindings: cut,
    why: '',
    breaks: undefined,
    instead: unknownGroupChange(standing, access),
  };
}

function ofWorkload(standing: StandingPower): Wanted {
  const { subject, cut, runs } = standing;
  const runners = runs.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`).join(', ');
  return {
    subject,
    bindings: cut,
    why: `${formatSubject(subject)} may do everything, and whoever runs code in ${runners} with it${byMany(cut)}${remainder(standing)}`,
    breaks: `${runners} loses what it does with the API: first bind a role that has it`,
  };
}

/** A power that several bindings give ends with the last of them. */
function byMany({ length }: readonly IndexedBinding[]): string {
  return length === 1 ? '' : `, by ${length} bindings that all have to go`;
}

/** What other bindings leave of the power. */
function remainder({ remains }: StandingPower): string {
  return remains === undefined
    ? ''
    : `; then it still may ${remains.what}, by ${listed(remains.bindings.map(formatBinding))}`;
}

/** What no object of the cluster shows of an account that nothing runs as: another cluster of a mesh reads this one by such. */
function outsideUse(reason: AuditedCluster['audit']['stale'][number]['reason']): string | undefined {
  return reason === 'does-not-exist'
    ? undefined
    : 'whatever uses a token of it from outside the cluster, and pods that an operator starts with it now and then';
}

/** Of people only they know it. */
const dailyUse =
  'what they do with it: ask them first, and keep what is for emergencies under breakGlass in plimsoll.yaml';

/** An account of a program, or one that may be: nobody can be asked. */
const programUse =
  'whatever runs as it, in the cloud or in a pipeline: give it a role with what it needs first';

/** A role of AWS is taken on by several, and often kept for emergencies: single people come first. */
function isCloudRole({ name }: Subject): boolean {
  return /^arn:[^:]*:(?:iam|sts):.*:(?:assumed-)?role\//.test(name);
}

interface Wanted {
  readonly subject: Subject;
  /** All that have to let go of it. */
  readonly bindings: readonly IndexedBinding[];
  readonly why: string;
  readonly breaks: string | undefined;
  /** The change, where it is not to take the bindings away. */
  readonly instead?: Change;
}

/** IAM users are people by name; a role may be what the platform's own administrators need. */
function mastersChanges(masters: AuditedCluster['audit']['masters']): Change[] {
  return masters
    .filter(({ arn }) => arn.includes(':user/'))
    .map(({ arn, username }) => ({
      why: `IAM user ${arn.replace(/^.*:user\//, '')} is ${username} in system:masters, past every binding`,
      apply: `kubectl edit configmap aws-auth -n kube-system   # remove the entry of ${arn}`,
      undo: 'add the entry again',
      yaml: undefined,
      breaks: undefined,
      lasting: undefined,
      otherwise: undefined,
    }));
}

function changeOf(
  { bindings, subject, why, breaks, instead }: Wanted,
  { cluster }: AuditedCluster['access'],
): Change {
  if (instead !== undefined) return instead;
  const removals = bindings.map((binding) => removalOf(binding, subject));
  const yaml = bindings.flatMap((binding) => bindingYaml(binding) ?? []);
  const places = new Set(bindings.flatMap((binding) => lastingPlace(cluster, binding.object) ?? []));
  return {
    why: `${why.charAt(0).toUpperCase()}${why.slice(1)}`,
    apply: removals.map(({ apply }) => apply).join('\n'),
    undo: removals.map(({ undo }) => undo).join('\n'),
    yaml: yaml.length === 0 ? undefined : yaml.join('---\n'),
    breaks,
    lasting: places.size === 0 ? undefined : [...places].map((each) => each.replace(/\.$/, '')).join('. '),
    otherwise: undefined,
  };
}

import type { Cluster } from '../../../cluster/index.ts';
import {
  attackGraphOf,
  chokePoints,
  cloudAgentOwner,
  evidenceAbout,
  formatBinding,
  type IndexedBinding,
  membersOf,
  type StandingPower,
  type Subject,
  sinkNames,
} from '../../../identity/index.ts';
import { counted, listed } from '../../../report/index.ts';
import type { AuditSection } from './audit-section.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import type { Change } from './change.ts';
import { cloudIdentitySection } from './cloud-identities.ts';
import { firstChanges } from './first-changes.ts';
import { groupNote, namedGroup } from './group-names.ts';
import { outside } from './outside.ts';
import { shortSubject, unreadLines } from './phrases.ts';
import { severalSteps } from './several-steps.ts';

/** What an audit says: the sentence, who holds power, what is not needed, what to change first, what is not known. */
export interface AuditStory {
  readonly title: string;
  readonly headline: string;
  readonly sections: readonly AuditSection[];
  readonly changes: readonly Change[];
  readonly unread: readonly string[];
  readonly closing: readonly string[];
}

const changesShown = 5;
const chokePointsShown = 3;
const furtherShown = 10;

export function auditStory(audited: AuditedCluster): AuditStory {
  const { name, access, audit } = audited;
  const everything = audit.standing.filter(({ power }) => power === 'everything');
  const oneStep = audit.standing.filter(({ power }) => power === 'one-step');
  const sections: AuditSection[] = [
    {
      title: 'May do everything, at any time',
      head: ['who', 'by', 'since', 'note'],
      rows: everything.map((each) => standingRow(each, access)),
    },
    {
      title: 'Mapped to system:masters, which no binding takes away',
      head: ['AWS identity', 'as', 'by'],
      rows: audit.masters.map(({ arn, username }) => [
        arn,
        `as ${username}`,
        'ConfigMap kube-system/aws-auth',
      ]),
    },
    {
      title: 'One step from everything',
      head: ['who', 'what', 'by'],
      rows: oneStep.map((each) => oneStepRow(each, access)),
    },
    {
      title: 'Becomes a stronger account',
      head: ['who', 'what', 'by'],
      rows: audit.reached.map(({ subject, namespace, account, by, ways }) => [
        shortSubject(subject),
        `becomes ${shortSubject(account)}: may ${by} in ${namespace === '' ? 'the whole cluster' : `namespace ${namespace}`}`,
        wayNames(ways),
      ]),
    },
    furtherSection(audited),
    {
      title: 'Service accounts whose rights nothing declared needs',
      head: ['account', 'why', 'bound by'],
      rows: audit.stale.map(({ account, reason, bindings }) => [
        shortSubject(account),
        reason === 'does-not-exist' ? 'does not exist' : 'nothing runs as it',
        bindingNames(bindings),
      ]),
    },
    ...groupSection(audited),
    ...cloudIdentitySection(access),
    chokeSection(access),
  ];
  return {
    title: `Identity audit of ${name}, Kubernetes ${access.cluster.version.gitVersion}`,
    headline: headline(audited),
    sections: sections.filter(({ rows, sentence }) => rows.length > 0 || sentence !== undefined),
    changes: firstChanges(audited, changesShown),
    unread: unreadLines(audit.unread),
    closing: [...outside(access), 'What identities really use is not known: the audit log is not connected.'],
  };
}

/** Who is in the groups that hold power, where evidence was given; those that nothing resolves are rows too. */
function groupSection({ access, audit }: AuditedCluster): AuditSection[] {
  const evidence = evidenceAbout(access.cluster);
  const groups = [...audit.standing, ...audit.reached].flatMap(({ subject }) =>
    subject.kind === 'Group' && !subject.name.startsWith('system:') ? subject.name : [],
  );
  if (evidence === undefined) return [];
  const rows = [...new Set(groups)].map((group) => {
    const members = membersOf(evidence, group).map(({ name, through }) => `${name} (${through})`);
    return [
      namedGroup(access.cluster, group),
      members.length === 0 ? 'not known: no evidence names its members' : members.join(', '),
    ];
  });
  return [{ title: 'Who is in these groups', head: ['group', 'members'], rows }];
}

function furtherSection(audited: AuditedCluster): AuditSection {
  const found = severalSteps(audited);
  const rows = found
    .slice(0, furtherShown)
    .map(({ subject, path: { difficulty, hops } }) => [
      shortSubject(subject),
      `${difficulty}, ${counted(hops.length, 'step')}`,
      listed((hops[0]?.bindings ?? []).map(({ binding }) => formatBinding(binding))),
    ]);
  const more = found.length - rows.length;
  return {
    title: 'Comes to everything in several steps (plimsoll identity paths)',
    head: ['who', 'how', 'by'],
    rows: more > 0 ? [...rows, [`and ${more} more`, '', '']] : rows,
  };
}

/** The bindings whose removal ends the most paths to power; no row where no single one ends any. */
function chokeSection({ cluster }: AuditedCluster['access']): AuditSection {
  const { points, paths } = chokePoints(attackGraphOf(cluster), sinkNames, chokePointsShown);
  return {
    title: 'Choke points: bindings that most paths to power pass (plimsoll identity paths --cut)',
    head: ['binding', 'removing it'],
    rows: points.map(({ binding, ends }) => [
      bindingNames([binding]),
      `ends ${ends} of ${counted(paths, 'path')}`,
    ]),
  };
}

function headline({ audit }: AuditedCluster): string {
  const standing = audit.standing.filter(({ power, breakGlass }) => power === 'everything' && !breakGlass);
  const people = standing.filter(({ nature }) => nature === 'human' || nature === 'everybody').length;
  const machines = standing.filter(({ nature }) => nature === 'machine').length;
  const either = standing.length - people - machines;
  const oneStep = audit.standing.filter(({ power }) => power === 'one-step').length;
  const some = audit.unread.length === 0 ? '' : 'At least ';
  if (standing.length + audit.masters.length + oneStep + audit.reached.length === 0)
    return audit.unread.length === 0
      ? 'Nobody of your own holds standing power over the cluster.'
      : 'Nobody is seen to hold standing power over the cluster; not everything could be read.';
  const parts = [
    ...(people === 0 ? [] : [`${people} ${people === 1 ? 'person or group' : 'people or groups'}`]),
    ...(machines === 0 ? [] : [counted(machines, 'machine')]),
    ...(either === 0
      ? []
      : [counted(either, 'cloud identity of people or machines', 'cloud identities of people or machines')]),
  ];
  const first =
    parts.length === 0
      ? audit.unread.length === 0
        ? 'Nobody may do everything by a binding'
        : 'Who may do everything by a binding is not known'
      : `${some}${listed(parts)} may do everything in the cluster at any time`;
  const rest = [
    ...(audit.masters.length === 0
      ? []
      : [
          `${counted(audit.masters.length, 'AWS identity').replace('identitys', 'identities')} through aws-auth`,
        ]),
    ...(oneStep === 0 ? [] : [`${oneStep} more ${oneStep === 1 ? 'is' : 'are'} one step away`]),
    ...(audit.reached.length === 0
      ? []
      : [`${counted(audit.reached.length, 'subject')} can become one of them`]),
  ];
  return `${[first, ...rest].join('; ')}.`;
}

function standingRow(
  { subject, ways, created, breakGlass, runs, exists }: StandingPower,
  { cluster }: AuditedCluster['access'],
): string[] {
  const [workload] = runs;
  const notes = [
    ...nameNotes(subject, cluster),
    ...(breakGlass ? ['for emergencies'] : []),
    ...(exists === false ? ['does not exist'] : []),
    ...(workload === undefined
      ? []
      : [`runs ${workload.kind} ${workload.name}${runs.length > 1 ? ` and ${runs.length - 1} more` : ''}`]),
  ];
  return [
    shortSubject(subject),
    wayNames(ways),
    created === undefined ? '' : `since ${created.slice(0, 10)}`,
    notes.join(', '),
  ];
}

function oneStepRow(
  { subject, what, ways, created }: StandingPower,
  { cluster }: AuditedCluster['access'],
): string[] {
  return [
    shortSubject(subject),
    `may ${what}`,
    [
      `${wayNames(ways)}${created === undefined ? '' : ` since ${created.slice(0, 10)}`}`,
      ...nameNotes(subject, cluster),
    ].join(', '),
  ];
}

/** What a name does not tell: what Entra calls a group, and that a cloud made the identity for itself. */
function nameNotes(subject: Subject, cluster: Cluster): string[] {
  const note = subject.kind === 'Group' ? groupNote(cluster, subject.name) : undefined;
  const owner = cloudAgentOwner(subject);
  return [...(note === undefined ? [] : [note]), ...(owner === undefined ? [] : [`an agent of ${owner}`])];
}

/** Bindings that act together by "and", each further way by "also by". */
function wayNames(ways: StandingPower['ways']): string {
  return ways.map(({ bindings }) => bindingNames(bindings)).join('; also by ');
}

function bindingNames(bindings: readonly IndexedBinding[]): string {
  return bindings.map(formatBinding).join(' and ');
}

import {
  attackGraphOf,
  chokePoints,
  evidenceAbout,
  formatBinding,
  type IndexedBinding,
  membersOf,
  type StandingPower,
  sinkNames,
} from '../../../identity/index.ts';
import { counted, listed, type Palette } from '../../../report/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import { cloudIdentitySection } from './cloud-identities.ts';
import { firstChanges } from './first-changes.ts';
import { outside } from './outside.ts';
import { columns, shortSubject, unreadLines } from './phrases.ts';

const changesShown = 5;
const chokePointsShown = 3;

/** The audit as one page: the sentence, who holds power, what is not needed, and what to change first. */
export function auditPage(audited: AuditedCluster, palette: Palette): string[] {
  const { name, access, audit } = audited;
  const { strong } = palette;
  const everything = audit.standing.filter(({ power }) => power === 'everything');
  const oneStep = audit.standing.filter(({ power }) => power === 'one-step');
  const lines = [
    strong(`Identity audit of ${name}, Kubernetes ${access.cluster.version.gitVersion}`),
    '',
    ...headline(audited),
    '',
  ];
  if (everything.length > 0)
    lines.push(strong('May do everything, at any time'), ...columns(everything.map(standingRow), '  '), '');
  if (audit.masters.length > 0) {
    const rows = audit.masters.map(({ arn, username }) => [
      arn,
      `as ${username}`,
      'ConfigMap kube-system/aws-auth',
    ]);
    lines.push(strong('Mapped to system:masters, which no binding takes away'), ...columns(rows, '  '), '');
  }
  if (oneStep.length > 0)
    lines.push(strong('One step from everything'), ...columns(oneStep.map(oneStepRow), '  '), '');
  if (audit.reached.length > 0) {
    const rows = audit.reached.map(({ subject, namespace, account, by, bindings }) => [
      shortSubject(subject),
      `becomes ${shortSubject(account)}: may ${by} in namespace ${namespace}`,
      bindingNames(bindings),
    ]);
    lines.push(strong('Becomes a stronger account'), ...columns(rows, '  '), '');
  }
  if (audit.stale.length > 0) {
    const rows = audit.stale.map(({ account, reason, bindings }) => [
      shortSubject(account),
      reason === 'does-not-exist' ? 'does not exist' : 'nothing runs as it',
      bindingNames(bindings),
    ]);
    lines.push(strong('Service accounts whose rights nothing declared needs'), ...columns(rows, '  '), '');
  }
  lines.push(
    ...groupSection(audited, palette),
    ...cloudIdentitySection(access, palette),
    ...chokeSection(access, palette),
  );
  const changes = firstChanges(audited, changesShown);
  if (changes.length > 0) {
    lines.push(strong(changes.length === 1 ? 'Change this first' : `Change these ${changes.length} first`));
    for (const [index, { why, apply, undo, breaks, lasting }] of changes.entries()) {
      lines.push(`  ${index + 1}. ${why}.`, `     ${palette.command(apply)}`, `     undo: ${undo}`);
      if (breaks !== undefined) lines.push(`     breaks: ${breaks}.`);
      if (lasting !== undefined) lines.push(`     ${lasting.replace(/\.$/, '')}.`);
    }
    lines.push('');
  }
  for (const line of unreadLines(audit.unread)) lines.push(palette.unknown(line));
  lines.push(...outside(access), 'What identities really use is not known: the audit log is not connected.');
  return lines;
}

/** Who is in the groups that hold power, where evidence was given; those that nothing resolves are rows too. */
function groupSection({ access, audit }: AuditedCluster, { strong }: Palette): string[] {
  const evidence = evidenceAbout(access.cluster);
  const groups = [...audit.standing, ...audit.reached].flatMap(({ subject }) =>
    subject.kind === 'Group' && !subject.name.startsWith('system:') ? subject.name : [],
  );
  if (evidence === undefined || groups.length === 0) return [];
  const rows = [...new Set(groups)].map((group) => {
    const members = membersOf(evidence, group).map(({ name, through }) => `${name} (${through})`);
    return [
      `group ${group}`,
      members.length === 0 ? 'not known: no evidence names its members' : members.join(', '),
    ];
  });
  return [strong('Who is in these groups'), ...columns(rows, '  '), ''];
}

/** The bindings whose removal ends the most paths to power; nothing where no single one ends any. */
function chokeSection({ cluster }: AuditedCluster['access'], { strong }: Palette): string[] {
  const { points, paths } = chokePoints(attackGraphOf(cluster), sinkNames, chokePointsShown);
  if (points.length === 0) return [];
  const rows = points.map(({ binding, ends }) => [
    bindingNames([binding]),
    `ends ${ends} of ${counted(paths, 'path')}`,
  ]);
  return [
    strong('Choke points: bindings that most paths to power pass (plimsoll identity paths --cut)'),
    ...columns(rows, '  '),
    '',
  ];
}

function headline({ audit }: AuditedCluster): string[] {
  const standing = audit.standing.filter(({ power, breakGlass }) => power === 'everything' && !breakGlass);
  const people = standing.filter(({ nature }) => nature !== 'machine').length;
  const machines = standing.length - people;
  const oneStep = audit.standing.filter(({ power }) => power === 'one-step').length;
  const some = audit.unread.length === 0 ? '' : 'At least ';
  if (standing.length + audit.masters.length + oneStep + audit.reached.length === 0)
    return [
      audit.unread.length === 0
        ? 'Nobody of your own holds standing power over the cluster.'
        : 'Nobody is seen to hold standing power over the cluster; not everything could be read.',
    ];
  const parts = [
    ...(people === 0 ? [] : [`${people} ${people === 1 ? 'person or group' : 'people or groups'}`]),
    ...(machines === 0 ? [] : [counted(machines, 'machine')]),
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
  return [`${[first, ...rest].join('; ')}.`];
}

function standingRow({ subject, bindings, created, breakGlass, runs, exists }: StandingPower): string[] {
  const [workload] = runs;
  const notes = [
    ...(breakGlass ? ['for emergencies'] : []),
    ...(exists === false ? ['does not exist'] : []),
    ...(workload === undefined
      ? []
      : [`runs ${workload.kind} ${workload.name}${runs.length > 1 ? ` and ${runs.length - 1} more` : ''}`]),
  ];
  return [
    shortSubject(subject),
    bindingNames(bindings),
    created === undefined ? '' : `since ${created.slice(0, 10)}`,
    notes.join(', '),
  ];
}

function oneStepRow({ subject, what, bindings, created }: StandingPower): string[] {
  return [
    shortSubject(subject),
    `may ${what}`,
    `${bindingNames(bindings)}${created === undefined ? '' : ` since ${created.slice(0, 10)}`}`,
  ];
}

function bindingNames(bindings: readonly IndexedBinding[]): string {
  return bindings.map(formatBinding).join(' and ');
}

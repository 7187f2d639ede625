import type { Problem } from '../../../cluster/index.ts';
import {
  adviceFor,
  type ClusterAssessment,
  formatPolicyVersion,
  type NamespaceAssessment,
  type UnreadCluster,
} from '../../../posture/pod-security/index.ts';
import { counted, hang, problemText, wrap } from '../../../report/index.ts';
import { breakLines } from './breaks.ts';
import type { Page, TableInput } from './page.ts';
import { stepLines } from './steps.ts';

/** For a terminal: the answer, what to do first, a row for each namespace, what would break and how to cure it. */
export function podSecurityTable(input: TableInput, page: Page): string {
  const read = input.clusters.filter((cluster) => 'namespaces' in cluster);
  const sections = [
    headLines(input, page),
    wrap(answer(read, input), page.width).map(page.palette.strong),
    problemLines(input.problems, page),
    ...read.flatMap((cluster) => [
      ...(read.length > 1 ? [[page.palette.strong(`CLUSTER ${cluster.identity.name}`)]] : []),
      stepLines(cluster, input, page),
      rowLines(cluster, input, page),
      ...breakLines(cluster, input, page),
    ]),
    footLines(input, page),
  ];
  const lines = sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : ['', ...section]));
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function headLines({ clusters, toolVersion }: TableInput, { palette, width }: Page): string[] {
  return [
    palette.strong(`Plimsoll ${toolVersion}, Pod Security by namespace`),
    ...clusters.flatMap((cluster) => clusterLines(cluster, width)),
  ];
}

const labels = { live: '  cluster    ', snapshot: '  snapshot   ', manifests: '  manifests  ' };

function clusterLines(cluster: ClusterAssessment | UnreadCluster, width: number): string[] {
  if ('error' in cluster)
    return hang(labels[cluster.source], `${cluster.name}: not reached. ${cluster.error}`, width);
  const { identity, source, version, minor, partial, namespaces } = cluster;
  const standard = `judged by the standards of ${formatPolicyVersion(minor)}`;
  const whose = version.assumed ? `${standard} (assumed)` : `${version.gitVersion}, ${standard}`;
  const more = partial
    ? [`${' '.repeat(labels.manifests.length)}a part: more may run there (--complete says that it is all)`]
    : [];
  return [
    ...hang(labels[source], `${identity.name}, ${whose}, ${counted(namespaces.length, 'namespace')}`, width),
    ...more,
  ];
}

/** One sentence for each kind of thing to do. */
function answer(clusters: readonly ClusterAssessment[], { level }: TableInput): string {
  if (clusters.length === 0) return 'No cluster could be read.';
  if (clusters.every(({ namespaces }) => namespaces.length === 0))
    return 'Nothing was found: no namespace, and no object that would be in one.';
  const actions = clusters.flatMap((cluster) =>
    cluster.namespaces.map((namespace) => adviceFor(namespace, { minor: cluster.minor, level }).action),
  );
  const count = (action: string) => actions.filter((each) => each === action).length;
  const say = (number: number, one: string, many: string) =>
    number === 0 ? [] : [`${counted(number, 'namespace')} ${number === 1 ? one : many}.`];
  const sentences = [
    ...say(count('mend'), 'refuses workloads of its own', 'refuse workloads of their own'),
    ...say(count('raise'), 'can enforce more now', 'can enforce more now'),
    ...say(
      count('cure'),
      `has workloads to change${level === undefined ? '' : ` before ${level}`}`,
      `have workloads to change${level === undefined ? '' : ` before ${level}`}`,
    ),
    ...say(count('read'), 'could not be read or decided', 'could not be read or decided'),
  ];
  return sentences.length > 0 ? sentences.join(' ') : 'Nothing to do: every namespace enforces what it can.';
}

function problemLines(problems: readonly Problem[], { palette, width }: Page): string[] {
  return problems.slice(0, 10).flatMap((problem) => {
    const { severity, code } = problem;
    const [first = '', ...rest] = hang(
      severity === 'error' ? 'error    ' : 'warning  ',
      `${problemText(problem)} (${code})`,
      width,
    );
    return [severity === 'error' ? first.replace('error', palette.critical('error')) : first, ...rest];
  });
}

/** What each namespace enforces, what it meets, and what stands before the next level. */
function rowLines(cluster: ClusterAssessment, { level }: TableInput, { palette, width }: Page): string[] {
  if (cluster.namespaces.length === 0) return [];
  const rows = cluster.namespaces.map((namespace) => {
    const { policy, labelled, atLeast, atMost, breaks, workloads, target, system, unread } = namespace;
    const { action } = adviceFor(namespace, { minor: cluster.minor, level });
    const enforced = policy === undefined ? '?' : labelled.includes('enforce') ? policy.enforce.level : '-';
    const meets = atLeast === atMost ? atMost : 'unknown';
    const next = [
      ...(system ? ['operated with the cluster, leave it'] : []),
      ...(action === 'mend' ? [`refuses ${counted(namespace.refused.length, 'workload')} of its own`] : []),
      ...(!system && target !== undefined && breaks.length > 0 && !(action === 'mend' && target === enforced)
        ? [`${target} refuses ${breaks.length} of ${counted(workloads.length, 'workload')}`]
        : []),
      ...(workloads.length === 0 && unread.length === 0 ? ['no workloads'] : []),
      ...unknownText(namespace),
    ];
    return { name: namespace.name, enforced, meets, next: next.join('; ') };
  });
  const column = (title: string, texts: readonly string[]) =>
    Math.max(title.length, ...texts.map((text) => text.length)) + 2;
  const first = Math.min(
    column(
      'NAMESPACE',
      rows.map(({ name }) => name),
    ),
    34,
  );
  const second = column(
    'ENFORCES',
    rows.map(({ enforced }) => enforced),
  );
  const third = column(
    'MEETS',
    rows.map(({ meets }) => meets),
  );
  return [
    palette.faint(`${'NAMESPACE'.padEnd(first)}${'ENFORCES'.padEnd(second)}${'MEETS'.padEnd(third)}NEXT`),
    ...rows.flatMap(({ name, enforced, meets, next }) => {
      const label = `${name.padEnd(first)}${enforced.padEnd(second)}${meets.padEnd(third)}`;
      return hang(
        name.length < first ? label : `${name}\n${' '.repeat(first)}${label.slice(name.length)}`,
        next,
        width,
      );
    }),
  ];
}

const kindsAtMost = 3;

/** What keeps the answer open, and how far. */
function unknownText({ policy, unread, atLeast, atMost, workloads }: NamespaceAssessment): string[] {
  const kinds = unread.slice(0, kindsAtMost).map(({ kind }) => kind);
  const more = unread.length - kinds.length;
  const undecided = workloads.flatMap(({ templates }) =>
    templates.flatMap(({ verdicts }) =>
      verdicts.restricted.violations.flatMap(({ unknown }) => unknown?.message ?? []),
    ),
  );
  return [
    ...(atLeast === atMost ? [] : [`from ${atLeast} to ${atMost}`]),
    ...(kinds.length > 0
      ? [`not read: ${kinds.join(', ')}${more > 0 ? ` and ${more} more kinds` : ''}`]
      : []),
    ...(unread.length === 0 && atLeast !== atMost ? undecided.slice(0, 1) : []),
    ...(policy === undefined ? ['labels not known'] : []),
  ];
}

function footLines({ gate, notes }: TableInput, { palette, width }: Page): string[] {
  const verdict = gate.incomplete ? 'incomplete' : gate.failed ? 'failed' : 'passed';
  const paint = gate.exitCode === 0 ? palette.good : palette.critical;
  const [first = '', ...rest] = hang(
    'GATE     ',
    `${verdict}, exit ${gate.exitCode}: ${gate.reasons.join(' ')}`,
    width,
  );
  return [
    ...notes.flatMap((note) => hang('NOTE     ', note, width)),
    first.replace(verdict, paint(verdict)),
    ...rest,
  ];
}

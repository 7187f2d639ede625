import {
  type Advice,
  adviceFor,
  type ClusterAssessment,
  labelCommand,
  type NamespaceAssessment,
  policyLabel,
} from '../../../posture/pod-security/index.ts';
import { counted, hang, listed } from '../../../report/index.ts';
import { commandLines } from './command-lines.ts';
import type { Page, TableInput } from './page.ts';

interface Step {
  readonly title: string;
  readonly namespaces: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Whether the labels of the namespaces are known. */
  readonly known?: boolean;
}

/** What to do first, each step with the command that does it. */
export function stepLines(cluster: ClusterAssessment, { level }: TableInput, page: Page): string[] {
  const advised = cluster.namespaces.map((namespace) => ({
    namespace,
    advice: adviceFor(namespace, { minor: cluster.minor, level }),
  }));
  const steps = [
    ...mendSteps(advised),
    ...raiseSteps(advised, cluster),
    ...cureSteps(advised),
    ...readSteps(advised),
  ];
  if (steps.length === 0) return [];
  return [
    page.palette.strong('WHAT TO DO FIRST'),
    ...steps.flatMap((step, index) => ['', ...linesOf(step, index + 1, cluster, page)]),
  ];
}

interface Advised {
  readonly namespace: NamespaceAssessment;
  readonly advice: Advice;
}

function mendSteps(advised: readonly Advised[]): Step[] {
  const found = advised.filter(({ advice }) => advice.action === 'mend').map(({ namespace }) => namespace);
  if (found.length === 0) return [];
  const workloads = found.reduce((sum, { refused }) => sum + refused.length, 0);
  return [
    {
      title: `Mend ${counted(workloads, 'workload')} that ${workloads === 1 ? 'its' : 'their'} own namespace refuses: when a pod of ${workloads === 1 ? 'it' : 'them'} is replaced, no new one comes. They are listed below.`,
      namespaces: found.map(({ name }) => name),
    },
  ];
}

function raiseSteps(advised: readonly Advised[], { partial }: ClusterAssessment): Step[] {
  const groups = byLabels(advised.filter(({ advice }) => advice.action === 'raise'));
  return groups.map(({ labels, ...group }) => ({
    title: `Enforce ${labels[policyLabel('enforce')]}: safe, nothing that is here would be refused${partial ? '. This is judged from a part of the cluster: look at the cluster itself before' : ''}.`,
    ...group,
    labels,
  }));
}

function cureSteps(advised: readonly Advised[]): Step[] {
  const groups = byLabels(advised.filter(({ advice }) => advice.action === 'cure'));
  return groups.map(({ labels, ...group }) => ({
    title: watchTitle(labels),
    ...group,
    labels,
  }));
}

function watchTitle(labels: Readonly<Record<string, string>>): string {
  const warned = labels[policyLabel('warn')];
  return warned === undefined
    ? `Note in the audit log what violates ${labels[policyLabel('audit')]} while workloads are changed: refuses nothing.`
    : `Warn about ${warned} while workloads are changed: refuses nothing, tells whoever applies them.`;
}

function readSteps(advised: readonly Advised[]): Step[] {
  const names = advised
    .filter(({ advice }) => advice.action === 'read')
    .map(({ namespace }) => namespace.name);
  if (names.length === 0) return [];
  return [
    {
      title: 'Read or decide what is unknown, before anything is promised: plimsoll doctor.',
      namespaces: names,
    },
  ];
}

interface LabelGroup extends Step {
  readonly labels: Readonly<Record<string, string>>;
}

function byLabels(advised: readonly Advised[]): Omit<LabelGroup, 'title'>[] {
  const groups = Map.groupBy(advised, ({ advice, namespace }) =>
    JSON.stringify([advice.labels, namespace.policy !== undefined]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first?.advice.labels === undefined) return [];
    const names = group.map(({ namespace }) => namespace.name);
    return { labels: first.advice.labels, namespaces: names, known: first.namespace.policy !== undefined };
  });
}

function linesOf(
  step: Step,
  number: number,
  { identity }: ClusterAssessment,
  { palette, width }: Page,
): string[] {
  const lines = hang(`${String(number).padStart(3)}  `, step.title, width);
  if (step.labels === undefined) return [...lines, ...hang('     ', listed(step.namespaces), width)];
  const command = labelCommand({
    namespaces: step.namespaces,
    labels: step.labels,
    context: identity.context,
    overwrite: step.known === true,
  });
  return [...lines, ...commandLines(command, '     ', width).map(palette.command)];
}

import type { Problem } from '../../cluster/index.ts';
import type { ClusterAssessment, NamespaceAssessment } from './assessment.ts';
import type { StrictLevel } from './level.ts';

/** What the exit code rests on: 0 clean, 1 failed, 3 incomplete, which outranks failed. */
export interface PodSecurityGate {
  readonly exitCode: 0 | 1 | 3;
  readonly failed: boolean;
  readonly incomplete: boolean;
  readonly reasons: readonly string[];
}

export interface GateInput {
  readonly clusters: readonly ClusterAssessment[];
  /** Names of clusters that could not be read. */
  readonly unreachable: readonly string[];
  /** What could not be used of the input. */
  readonly problems: readonly Problem[];
  /** The level that was asked for: then it must be met. */
  readonly level?: StrictLevel;
}

/**
 * Fails where a namespace refuses its own workloads, and, when a level was asked for, where one does not meet it.
 * Namespaces that are operated with the cluster fail nothing.
 */
export function podSecurityGate(input: GateInput): PodSecurityGate {
  const incomplete = incompleteReasons(input);
  const failed = failedReasons(input);
  const reasons = [...incomplete, ...failed];
  return {
    exitCode: incomplete.length > 0 ? 3 : failed.length > 0 ? 1 : 0,
    failed: failed.length > 0,
    incomplete: incomplete.length > 0,
    reasons: reasons.length > 0 ? reasons : ['Everything that was asked for was read.'],
  };
}

function incompleteReasons({ clusters, unreachable, problems }: GateInput): string[] {
  const reasons = unreachable.map((name) => `Cluster ${name} could not be reached.`);
  const unread = clusters.flatMap(({ namespaces }) => namespaces.filter(couldNotBeRead));
  if (unread.length > 0)
    reasons.push(`Of ${namespacesText(unread)} not all could be read or decided: more may be refused.`);
  const [first, ...more] = problems.filter(({ severity }) => severity === 'error');
  if (first !== undefined)
    reasons.push(
      `Part of the input could not be used${more.length > 0 ? ` (and ${more.length} more like it)` : ''}: ${first.message}`,
    );
  return reasons;
}

/** A template that an operator completes is undecided as well, but nothing failed there. */
function couldNotBeRead({ unread, workloads }: NamespaceAssessment): boolean {
  return (
    unread.length > 0 ||
    workloads.some(({ templates }) =>
      templates.some(({ verdicts }) =>
        verdicts.restricted.violations.some(
          ({ unknown }) => unknown !== undefined && unknown.state !== 'not-connected',
        ),
      ),
    )
  );
}

function failedReasons({ clusters, level }: GateInput): string[] {
  const own = clusters.flatMap(({ namespaces }) => namespaces.filter(({ system }) => !system));
  const reasons: string[] = [];
  const refusing = own.filter(({ refused }) => refused.length > 0);
  if (refusing.length > 0)
    reasons.push(
      refusing.length === 1
        ? `${namespacesText(refusing)} refuses workloads of its own.`
        : `${namespacesText(refusing)} refuse workloads of their own.`,
    );
  const below = level === undefined ? [] : own.filter(({ breaks }) => breaks.length > 0);
  if (below.length > 0)
    reasons.push(`${namespacesText(below)} ${below.length === 1 ? 'does' : 'do'} not meet ${level}.`);
  return reasons;
}

const namedAtMost = 5;

/** `Namespace shop`, `Namespaces shop and pay`, `7 namespaces`. */
function namespacesText(namespaces: readonly NamespaceAssessment[]): string {
  const names = namespaces.map(({ name }) => name);
  if (names.length > namedAtMost) return `${names.length} namespaces`;
  if (names.length === 1) return `Namespace ${names[0]}`;
  return `Namespaces ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

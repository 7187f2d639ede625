import { createHash } from 'node:crypto';

/** What the selection reads of a finding of a report. */
export interface ProjectFinding {
  readonly project: string;
  readonly folder: string;
  readonly control: string;
  readonly severity: string;
  readonly verdict: string;
  readonly subject: {
    readonly kind: string;
    readonly namespace?: string;
    readonly name: string;
    readonly container?: string;
  };
  readonly evidence: readonly {
    readonly position?: { readonly file: string; readonly line: number };
  }[];
}

export function severe(findings: readonly ProjectFinding[]): ProjectFinding[] {
  return findings.filter(({ severity }) => severity === 'critical' || severity === 'high');
}

/**
 * Some of the findings below high, the same at every run: in the order of a hash of what they are about, one of each
 * control in turn, so that rare controls are looked at as often as those that fail everywhere.
 */
export function sample(findings: readonly ProjectFinding[], size: number): ProjectFinding[] {
  const grave = new Set(severe(findings));
  const byControl = Map.groupBy(
    findings.filter((finding) => !grave.has(finding)).sort(byHash),
    ({ control }) => control,
  );
  const queues = [...byControl].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, queue]) => queue);
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, round) =>
    queues.flatMap((queue) => queue.slice(round, round + 1)),
  )
    .flat()
    .slice(0, size);
}

function byHash(one: ProjectFinding, other: ProjectFinding): number {
  return hashOf(one) < hashOf(other) ? -1 : 1;
}

function hashOf({ project, control, subject }: ProjectFinding): string {
  const { kind, namespace, name, container } = subject;
  const text = [project, control, kind, namespace ?? '', name, container ?? ''].join('/');
  return createHash('sha256').update(text).digest('hex');
}

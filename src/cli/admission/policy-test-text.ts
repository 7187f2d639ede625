import { type Cluster, createClusterStore } from '../../cluster/index.ts';
import type { PolicyTestOutcome } from '../../controls/index.ts';
import type { Palette } from '../../report/index.ts';
import type { JunitSuite } from './junit.ts';

/** `ok` or `FAIL`, the name and, where it is not as expected, why and which expression said so. */
export function* formatPlainOutcome(outcome: PolicyTestOutcome, palette: Palette): Generator<string> {
  const { test, failures } = outcome;
  const title = `${namesOf(outcome)}: ${test.name}`;
  if (failures.length === 0) {
    yield `${palette.good('ok')}    ${title}\n`;
    return;
  }
  const { file, line, column } = test.position;
  yield `${palette.critical('FAIL')}  ${title} (${file}:${line}:${column})\n`;
  for (const failure of failures) yield `      ${failure}\n`;
  const row = outcome.rows.find(({ position }) => position !== undefined);
  if (row?.position === undefined) return;
  yield `      ${palette.faint(`${row.position.file}:${row.position.line}:${row.position.column} ${row.field ?? ''}`)}\n`;
  for (const text of row.excerpt?.split('\n') ?? []) yield `        ${palette.faint('|')} ${text}\n`;
}

/** One suite for each group of policies that were tested together. */
export function plainSuites(outcomes: readonly PolicyTestOutcome[]): JunitSuite[] {
  const suites = new Map<string, PolicyTestOutcome[]>();
  for (const each of outcomes) suites.set(namesOf(each), [...(suites.get(namesOf(each)) ?? []), each]);
  return [...suites].map(([name, own]) => ({
    name,
    cases: own.map(({ test, failures }) => ({
      name: test.name,
      file: test.position.file,
      status: failures.length === 0 ? ('passed' as const) : ('failure' as const),
      ...(failures.length > 0 && { summary: failures[0] ?? '', detail: failures.join('\n') }),
    })),
  }));
}

function namesOf({ test }: PolicyTestOutcome): string {
  return test.policies.map(({ policy }) => policy.name).join(', ');
}

/** A cluster that has nothing, for what depends on the version alone. */
export function emptyCluster(minor: number): Cluster {
  const at = new Date(0).toISOString();
  return createClusterStore({
    description: {
      identity: { id: 'test', name: 'test' },
      version: { major: 1, minor, gitVersion: `v1.${minor}`, assumed: false },
      provenance: { source: 'manifests', startedAt: at, endedAt: at },
      coverage: { resources: [], notConnected: [] },
    },
  }).snapshot();
}

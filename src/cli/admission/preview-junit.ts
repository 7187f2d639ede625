import type { PreviewRow } from '../../controls/index.ts';
import type { JunitCase } from '../../report/index.ts';
import { formatJunitSuites, type JunitSuite } from './junit.ts';
import type { ClusterPreview } from './preview-cluster.ts';
import { describe } from './preview-text.ts';

/** One suite per cluster and policy: denied is a failure, unknown an error; what is only warned or audited is skipped. */
export function formatPreviewJunit(
  previews: readonly { readonly name: string; readonly preview: ClusterPreview }[],
): string {
  return formatJunitSuites(previews.flatMap(({ name, preview }) => suitesOf(name, preview)));
}

function suitesOf(name: string, { policies, rows, problems }: ClusterPreview): JunitSuite[] {
  const suites = policies.map(({ policy, judged }): JunitSuite => {
    const own = rows.filter((row) => row.policy === policy).map(caseOf);
    const quiet: JunitCase = { name: `${judged} objects`, status: 'passed' };
    return { name: `${name}/${policy}`, cases: own.length === 0 ? [quiet] : own };
  });
  const broken = problems.filter(({ severity }) => severity === 'error');
  if (broken.length === 0) return suites;
  const cases = broken.map(({ message, effect, excerpt, file, line, column }): JunitCase => {
    const detail = [excerpt, effect].filter((text) => text !== undefined).join('\n');
    return { name: `${file}:${line}:${column}`, status: 'error', summary: message, detail };
  });
  return [...suites, { name: `${name}/broken policies`, cases }];
}

const statuses = {
  denied: 'failure',
  warned: 'skipped',
  audited: 'skipped',
  ignored: 'skipped',
  unknown: 'error',
} as const;

function caseOf({ object, outcome, message, position, excerpt, objectPosition }: PreviewRow): JunitCase {
  const where = position === undefined ? [] : [`${position.file}:${position.line}:${position.column}`];
  return {
    name: describe(object),
    ...(objectPosition && { file: objectPosition.file }),
    status: statuses[outcome],
    summary: `${outcome}: ${message}`,
    detail: [...where, ...(excerpt === undefined ? [] : [excerpt])].join('\n'),
  };
}

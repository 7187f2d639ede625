import type { ReportCluster } from '../../../src/report/schema.ts';
import { countBySeverity, countVerdict, totalCounts } from '../model/counts.ts';
import { type FindingRow, type ReportModel, severities } from '../model/model.ts';
import type { Query } from '../place/place.ts';
import { count, counted, listed, percent } from './number.ts';

/** A piece of a sentence; a piece with a place is a link to what it counts. */
export type Piece =
  | string
  | { readonly text: string; readonly path: readonly string[]; readonly query: Query };
export type Sentence = readonly Piece[];

/**
 * The answer, as a person could say it aloud. `rows` are the findings in scope; `scope` travels into every link. It
 * says that all is well only where all was asked for, read and judged.
 */
export function overviewSentence(model: ReportModel, rows: readonly FindingRow[], scope: Query): Sentence {
  const { report } = model;
  const place = where(model, scope);
  const clusters = clustersIn(model, scope);
  const total = totalCounts(report.controls);
  const judged = total.pass + total.fail + total.excepted + total.attested + total['provider-managed'];
  if (report.clusters.length === 0) return ['Nothing was judged: no cluster and no manifest was read.'];
  if (clusters.length === 0) return [`This report has no cluster ${listed(scope['cluster'] ?? [])}.`];
  if (clusters.every(({ state }) => state === 'unreachable'))
    return [
      `Nothing was judged: ${clusters.length === 1 ? listed(clusters.map(({ name }) => name)) : 'no cluster'} could ${clusters.length === 1 ? 'not ' : ''}be reached.`,
    ];
  if (judged === 0 && model.rows.length === 0)
    return ['Nothing was judged: no object of this scan is one that a control looks at.'];
  if (isScoped(scope) && rows.length === 0)
    return [`This report has no finding ${place}. `, ...unread(model, clusters)];
  if (rows.length === 0)
    return [
      `All ${counted(judged, 'check')} that could be judged pass ${place}. `,
      ...unread(model, clusters),
    ];
  return [...failures(rows, scope, place), ...unknowns(model, rows, scope), ...unread(model, clusters, rows)];
}

function isScoped(scope: Query): boolean {
  return Object.keys(scope).length > 0;
}

function clustersIn(model: ReportModel, scope: Query): readonly ReportCluster[] {
  return model.report.clusters.filter(({ id }) => scope['cluster']?.includes(id) ?? true);
}

function failures(rows: readonly FindingRow[], scope: Query, place: string): Sentence {
  const bySeverity = countBySeverity(rows);
  const found = severities.filter((severity) => bySeverity[severity].fail > 0);
  if (found.length === 0) return [`Nothing that could be judged fails ${place}. `];
  const total = countVerdict(rows, 'fail');
  const named = found.slice(0, 2);
  const shown = named.reduce((sum, severity) => sum + bySeverity[severity].fail, 0);
  const pieces = named.map((severity) =>
    failuresOf(scope, [severity], `${count(bySeverity[severity].fail)} ${severity}`),
  );
  if (total > shown) pieces.push(failuresOf(scope, found.slice(2), `${count(total - shown)} lesser`));
  return [
    ...joined(pieces),
    ` ${total === 1 ? 'finding' : 'findings'} ${place}`,
    ...worstNamespace(rows, scope),
    '. ',
  ];
}

function failuresOf(scope: Query, severity: readonly string[], text: string): Piece {
  return { text, path: ['findings'], query: { ...scope, verdict: ['fail'], severity } };
}

/** `a`, `a and b`, `a, b and c` */
function joined(pieces: readonly Piece[]): Sentence {
  return pieces.flatMap((piece, index) =>
    index === 0 ? [piece] : [index === pieces.length - 1 ? ' and ' : ', ', piece],
  );
}

/** `; 14 of them in shop-prod`, where one namespace of several stands out. */
function worstNamespace(rows: readonly FindingRow[], scope: Query): Sentence {
  if (scope['namespace']) return [];
  const worst = severities.find((severity) =>
    rows.some((row) => row.finding.verdict === 'fail' && row.finding.severity === severity),
  );
  const counts = new Map<string, number>();
  for (const { finding } of rows)
    if (finding.verdict === 'fail' && finding.severity === worst && finding.subject.namespace)
      counts.set(finding.subject.namespace, (counts.get(finding.subject.namespace) ?? 0) + 1);
  const [top] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (!top || !worst || counts.size < 2 || top[1] < 2) return [];
  const [namespace, findings] = top;
  return [
    '; ',
    {
      text: `${count(findings)} of the ${worst}`,
      path: ['findings'],
      query: { ...scope, verdict: ['fail'], severity: [worst], namespace: [namespace] },
    },
    ` in ${namespace}`,
  ];
}

function unknowns(model: ReportModel, rows: readonly FindingRow[], scope: Query): Sentence {
  const unknown = countVerdict(rows, 'unknown');
  if (unknown === 0) return [];
  const share = model.report.score && !isScoped(scope) ? percent(1 - model.report.score.coverage) : '0%';
  const text =
    share === '0%' ? counted(unknown, 'check') : `${share.replace('under', 'Under')} of the checks`;
  return [{ text, path: ['findings'], query: { ...scope, verdict: ['unknown'] } }, ' could not be judged. '];
}

/** What could not be reached or read; that everything was only when everything was. Unknown verdicts in `rows` have said it already. */
function unread(
  { report }: ReportModel,
  clusters: readonly ReportCluster[],
  rows: readonly FindingRow[] = [],
): Sentence {
  const unreachable = clusters.filter(({ state }) => state === 'unreachable');
  const first = unreachable.slice(0, 3).map(({ name }) => name);
  if (unreachable.length > first.length) first.push(`${count(unreachable.length - first.length)} more`);
  if (first.length > 0)
    return [{ text: listed(first), path: ['coverage'], query: {} }, ' could not be reached.'];
  const lost = report.problems.filter(({ severity }) => severity === 'error').length;
  if (lost > 0)
    return [`Not everything that was asked for could be read: ${counted(lost, 'error')} while reading.`];
  if (clusters.every(({ state }) => state === 'complete'))
    return countVerdict(rows, 'unknown') === 0 ? ['Everything that was asked for could be read.'] : [];
  return countVerdict(rows, 'unknown') > 0
    ? []
    : [{ text: 'Not everything', path: ['coverage'], query: {} }, ' could be read.'];
}

function where(model: ReportModel, scope: Query): string {
  const namespaces = scope['namespace'];
  const ids = scope['cluster'];
  const clusters = (ids ?? []).map((id) => model.clusterById.get(id)?.name ?? id);
  const all = model.report.clusters;
  const cluster =
    clusters.length > 0
      ? listed(clusters)
      : all.length === 1
        ? (all[0]?.name ?? '')
        : `${count(all.length)} clusters`;
  return namespaces ? `in ${listed(namespaces)} of ${cluster}` : `in ${cluster}`;
}

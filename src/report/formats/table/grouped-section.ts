import { compareText } from '../../../cluster/index.ts';
import type { Finding, Report, ReportWorkload } from '../../schema.ts';
import { clusterNames, isOpen, objectText, percentText, scoreText, severities } from '../../text/phrases.ts';
import { wrap } from '../../text/wrap.ts';
import type { Page, TableGrouping } from './page.ts';

interface Row {
  readonly name: string;
  readonly notes: string[];
  /** critical, high, medium, low, unknown */
  readonly counts: [number, number, number, number, number];
}

const columnHeads = ['critical', 'high', 'medium', 'low', 'unknown'];
const columnWidths = [8, 6, 8, 6, 9];

/** Every group with its counts; numbers on the left, so that long names have the rest of the line and wrap. */
export function groupedLines(report: Report, { palette, width }: Page, by: TableGrouping): string[] {
  const rows = rowsBy[by](report).sort(
    (one, other) => compareCounts(other.counts, one.counts) || compareText(one.name, other.name),
  );
  if (rows.length === 0) return [];
  const heads = columnHeads.map((head, index) => head.padStart(columnWidths[index] ?? 0)).join('');
  const indent = ' '.repeat(heads.length + 2);
  const lines = rows.flatMap(({ name, notes, counts }) => {
    const cells = counts.map((count, index) => {
      const text = (count === 0 ? '.' : count.toLocaleString('en-US')).padStart(columnWidths[index] ?? 0);
      const severity = severities[index];
      return count === 0
        ? palette.faint(text)
        : severity === undefined
          ? palette.unknown(text)
          : palette[severity](text);
    });
    const [first = '', ...more] = wrap(name, width - indent.length);
    return [
      `${cells.join('')}  ${first}`,
      ...more.map((line) => `${indent}${line}`),
      ...notes
        .flatMap((note) => wrap(note, width - indent.length))
        .map((line) => `${indent}${palette.faint(line)}`),
    ];
  });
  return [palette.strong(`${heads}  ${by.toUpperCase()}`), ...lines];
}

const rowsBy: Readonly<Record<TableGrouping, (report: Report) => Row[]>> = {
  control: (report) => {
    const rows = tally(report, ({ control }) => control);
    return report.controls.flatMap(({ id, title, counts }) => {
      const row = rows.get(id);
      return row === undefined
        ? []
        : [{ ...row, notes: [`${title}; ${counts.pass.toLocaleString('en-US')} pass`] }];
    });
  },
  workload: (report) => {
    const names = clusterNames(report);
    const workloads = workloadsByKey(report);
    const rows = tally(report, (finding) => workloadKey(finding.cluster, finding.subject));
    return [...rows].map(([key, row]) => {
      const [cluster = '', subject = ''] = key.split('\n');
      const { sourceOfTruth, team } = workloads.get(key) ?? {};
      const several = report.clusters.length > 1 ? [names.get(cluster) ?? cluster] : [];
      const notes = [
        ...several,
        ...(team === undefined ? [] : [`team ${team}`]),
        ...(sourceOfTruth === undefined ? [] : [sourceOfTruth.changeAt.split(';')[0] ?? '']),
      ];
      return { ...row, name: subject, notes: notes.length === 0 ? [] : [notes.join('; ')] };
    });
  },
  owner: (report) => {
    const workloads = workloadsByKey(report);
    return [
      ...tally(report, (finding) => {
        const team = workloads.get(workloadKey(finding.cluster, finding.subject))?.team;
        if (team !== undefined) return `team ${team}`;
        return finding.subject.namespace === ''
          ? 'cluster-wide objects'
          : `namespace ${finding.subject.namespace}, no team label`;
      }).values(),
    ];
  },
  cluster: (report) => {
    const rows = tally(report, ({ cluster }) => cluster);
    return report.clusters.map(({ id, name, state, score, error }) => {
      const points =
        score === undefined
          ? 'score unknown'
          : `score ${scoreText(score)}, coverage ${percentText(score.coverage)}`;
      const notes = [error === undefined ? `${state}, ${points}` : `${state}: ${error}`];
      return { name, notes, counts: rows.get(id)?.counts ?? [0, 0, 0, 0, 0] };
    });
  },
};

function tally({ findings }: Report, keyOf: (finding: Finding) => string): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const finding of findings) {
    const unknown = finding.verdict === 'unknown';
    if (!unknown && !isOpen(finding)) continue;
    const key = keyOf(finding);
    let row = rows.get(key);
    if (row === undefined) {
      row = { name: key, notes: [], counts: [0, 0, 0, 0, 0] };
      rows.set(key, row);
    }
    const column = unknown ? 4 : severities.indexOf(finding.severity);
    row.counts[column] = (row.counts[column] ?? 0) + 1;
  }
  return rows;
}

function workloadsByKey({ workloads }: Report): Map<string, ReportWorkload> {
  return new Map(workloads.map((workload) => [workloadKey(workload.cluster, workload.reference), workload]));
}

function workloadKey(cluster: string, reference: ReportWorkload['reference']): string {
  return `${cluster}\n${objectText(reference)}`;
}

function compareCounts(one: Row['counts'], other: Row['counts']): number {
  for (const [index, count] of one.entries()) {
    const difference = count - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

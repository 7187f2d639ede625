import type { ReportModel } from '../model/model.ts';
import { objectText, subjectPath } from '../model/subject.ts';
import type { Query } from '../place/place.ts';

export interface PaletteEntry {
  readonly kind: 'page' | 'cluster' | 'namespace' | 'workload' | 'control' | 'finding' | 'subject' | 'sink';
  readonly text: string;
  readonly detail: string;
  readonly path: readonly string[];
  readonly query: Query;
  readonly search: string;
}

/** Everything that can be gone to. Findings are found by id or message alone, they are many. */
export function paletteEntries(
  model: ReportModel,
  pages: readonly { readonly name: string; readonly path: readonly string[] }[],
): readonly PaletteEntry[] {
  const entry = (
    kind: PaletteEntry['kind'],
    text: string,
    detail: string,
    path: readonly string[],
    query: Query = {},
    extra = '',
  ): PaletteEntry => ({
    kind,
    text,
    detail,
    path,
    query,
    search: `${text} ${detail} ${extra}`.toLowerCase(),
  });
  const { report } = model;
  const manyClusters = report.clusters.length > 1;
  const namespaces = new Set(
    model.rows.map((row) => row.finding.subject.namespace).filter((name) => name !== ''),
  );
  return [
    ...pages.map((page) => entry('page', page.name, '', page.path)),
    ...(manyClusters
      ? report.clusters.map((cluster) =>
          entry('cluster', cluster.name, cluster.state, ['findings'], { cluster: [cluster.id] }),
        )
      : []),
    ...[...namespaces]
      .sort()
      .map((name) => entry('namespace', name, '', ['findings'], { namespace: [name] })),
    ...report.controls.map((control) =>
      entry('control', control.title, control.id, ['control', control.id], {}, control.refs.join(' ')),
    ),
    ...report.workloads.map((workload) =>
      entry(
        'workload',
        objectText(workload.reference),
        manyClusters ? (model.clusterById.get(workload.cluster)?.name ?? '') : '',
        subjectPath(workload.cluster, workload.reference),
      ),
    ),
    ...model.rows.map(({ finding }) =>
      entry(
        'finding',
        finding.message,
        finding.objectId,
        ['finding', finding.instanceId],
        {},
        `${finding.instanceId} ${objectText(finding.subject)}`,
      ),
    ),
  ];
}

/** The first entries that hold every word; whole starts before others, kinds in the order above. */
export function searchPalette(
  entries: readonly PaletteEntry[],
  text: string,
  limit: number,
): readonly PaletteEntry[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const [first] = words;
  if (first === undefined) return entries.slice(0, limit);
  const starts: PaletteEntry[] = [];
  const others: PaletteEntry[] = [];
  for (const entry of entries) {
    if (!words.every((word) => entry.search.includes(word))) continue;
    (entry.search.startsWith(first) ? starts : others).push(entry);
    if (starts.length >= limit) break;
  }
  return [...starts, ...others].slice(0, limit);
}

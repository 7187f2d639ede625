import type { Query } from '../place/place.ts';
import type { FindingRow } from './model.ts';
import { objectText } from './subject.ts';

/** What findings can be filtered by. The name is the key in the URL; the word is what a person reads. */
export const facets = {
  severity: 'Severity',
  verdict: 'Verdict',
  cluster: 'Cluster',
  namespace: 'Namespace',
  kind: 'Kind',
  workload: 'Workload',
  control: 'Control',
  area: 'Area',
  cause: 'Cause',
  source: 'Source of truth',
  team: 'Team',
  scope: 'Scope',
  change: 'Change',
  framework: 'Framework',
  requirement: 'Requirement',
  permission: 'Missing permission',
} as const;

export type Facet = keyof typeof facets;
export const facetNames = Object.keys(facets) as readonly Facet[];

/** Values of one facet are alternatives; facets and words all have to hold. */
export interface Filter {
  readonly text: string;
  readonly values: Readonly<Partial<Record<Facet, readonly string[]>>>;
}

export function filterOf(query: Query): Filter {
  const values: Partial<Record<Facet, readonly string[]>> = {};
  for (const facet of facetNames) if (query[facet]) values[facet] = query[facet];
  return { text: (query['q'] ?? []).join(','), values };
}

/** The cluster and namespace chosen in the top line: the part of a filter that stays from page to page. */
export function scopeOf(query: Query): Query {
  return Object.fromEntries(
    ['cluster', 'namespace'].flatMap((key) => (query[key] ? [[key, query[key]]] : [])),
  );
}

/** The values of one facet that a row has. An object without a namespace has `-`, so that it can be asked for. */
export function facetValues(row: FindingRow, facet: Facet): readonly string[] {
  const { finding } = row;
  switch (facet) {
    case 'severity':
      return [finding.severity];
    case 'verdict':
      return [finding.verdict];
    case 'cluster':
      return [finding.cluster];
    case 'namespace':
      return [finding.subject.namespace || '-'];
    case 'kind':
      return [finding.subject.kind];
    case 'workload':
      return [row.subjectKey];
    case 'control':
      return [finding.control];
    case 'area':
      return row.control ? [row.control.area] : [];
    case 'cause':
      return row.cause ? [row.cause.id] : [];
    case 'source':
      return [row.workload?.sourceOfTruth.kind ?? 'unknown'];
    case 'team':
      return row.workload?.team ? [row.workload.team] : [];
    case 'scope':
      return finding.scopes;
    case 'change':
      return finding.change ? [finding.change] : [];
    case 'framework':
      return row.control?.mappings.map((mapping) => mapping.framework) ?? [];
    case 'requirement':
      return row.control?.mappings.map((mapping) => `${mapping.framework} ${mapping.requirement}`) ?? [];
    case 'permission':
      return row.permission ? [row.permission] : [];
  }
}

/** The rows that a filter lets through, in their order; `except` leaves one facet out (for counting its options). */
export function applyFilter(
  rows: readonly FindingRow[],
  filter: Filter,
  except?: Facet,
): readonly FindingRow[] {
  const tests: ((row: FindingRow) => boolean)[] = [];
  for (const facet of facetNames) {
    const wanted = filter.values[facet];
    if (!wanted || facet === except) continue;
    const set = new Set(wanted);
    tests.push((row) => facetValues(row, facet).some((value) => set.has(value)));
  }
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length > 0) tests.push((row) => words.every((word) => searchText(row).includes(word)));
  return tests.length === 0 ? rows : rows.filter((row) => tests.every((test) => test(row)));
}

/** How many rows each value of a facet would show, given every other filter; most first, then by name. */
export function facetOptions(
  rows: readonly FindingRow[],
  filter: Filter,
  facet: Facet,
): readonly { readonly value: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const row of applyFilter(rows, filter, facet))
    for (const value of new Set(facetValues(row, facet))) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const value of filter.values[facet] ?? []) if (!counts.has(value)) counts.set(value, 0);
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

const searchTexts = new WeakMap<FindingRow, string>();

function searchText(row: FindingRow): string {
  const known = searchTexts.get(row);
  if (known !== undefined) return known;
  const { finding } = row;
  const text = [
    finding.control,
    row.control?.title,
    row.clusterName,
    objectText(finding.subject),
    finding.subject.container,
    finding.message,
    row.cause?.changeAt,
    row.workload?.team,
    finding.objectId,
    finding.instanceId,
    ...(row.control?.refs ?? []),
  ]
    .join('\n')
    .toLowerCase();
  searchTexts.set(row, text);
  return text;
}

import type { AuditCluster, AuditDocument, AuditSubject } from '../../../src/identity/audit-schema.ts';
import { csvOf } from '../../report/model/export.ts';
import { filterOf } from '../../report/model/filter.ts';
import { parseSort, sortBy } from '../../report/model/sort.ts';
import type { Query } from '../../report/place/place.ts';
import { kindWord } from '../model/names.ts';

/** Where a subject has an ability: nowhere seen, in some namespaces, or in the whole cluster. */
export interface Extent {
  readonly wholeCluster: boolean;
  readonly namespaces: readonly string[];
}

export interface MatrixRow {
  readonly subject: AuditSubject;
  /** By place in `abilities`; everything stands at -1. */
  readonly extents: ReadonlyMap<number, Extent>;
}

/** The columns after everything, as places in `abilities`. */
export const everythingColumn = -1;

export function matrixRows({ subjects }: AuditCluster): readonly MatrixRow[] {
  return subjects.map((subject) => {
    const extents = new Map<number, Extent>();
    for (const [ability, held] of Map.groupBy(subject.held, (row) => row.ability)) {
      const namespaces = held.flatMap(({ namespace }) => (namespace === '' ? [] : namespace));
      extents.set(ability, { wholeCluster: namespaces.length < held.length, namespaces });
    }
    return { subject, extents };
  });
}

/** Subjects that the address shows, in its order; at first the order of the audit, the strongest on top. */
export function shownRows(
  rows: readonly MatrixRow[],
  { abilities }: AuditDocument,
  query: Query,
): readonly MatrixRow[] {
  const text = filterOf(query).text.toLowerCase();
  const [kind] = query['kind'] ?? [];
  const [power] = query['power'] ?? [];
  const [namespace] = query['namespace'] ?? [];
  const ability = query['ability']?.[0];
  const column = abilities.findIndex(({ id }) => id === ability);
  const found = rows.filter(({ subject, extents }) => {
    if (text !== '' && !`${subject.text} ${subject.runs.join(' ')}`.toLowerCase().includes(text))
      return false;
    if (kind !== undefined && subject.kind !== kind) return false;
    if (power !== undefined && !hasPower(subject, power)) return false;
    if (ability !== undefined && !extents.has(column)) return false;
    if (namespace === undefined) return true;
    return [...extents.values()].some(
      (extent) => extent.wholeCluster || extent.namespaces.includes(namespace),
    );
  });
  return sortBy(found, parseSort(query['sort']), sortValues(abilities));
}

function hasPower({ power, becomes, stale }: AuditSubject, wanted: string): boolean {
  if (wanted === 'becomes') return becomes.length > 0;
  if (wanted === 'stale') return stale !== undefined;
  return power === wanted;
}

function sortValues(
  abilities: AuditDocument['abilities'],
): Readonly<Record<string, (row: MatrixRow) => string | number>> {
  const extentOf = (column: number) => (row: MatrixRow) => {
    const extent = row.extents.get(column);
    return extent === undefined
      ? 0
      : extent.wholeCluster
        ? Number.MAX_SAFE_INTEGER
        : extent.namespaces.length;
  };
  return {
    subject: ({ subject }) => subject.text,
    kind: ({ subject }) => kindWord(subject),
    everything: extentOf(everythingColumn),
    ...Object.fromEntries(abilities.map(({ id }, column) => [id, extentOf(column)])),
  };
}

/** The shown rows as a sheet. What could not be read is not written as a no. */
export function matrixCsv(
  rows: readonly MatrixRow[],
  { abilities }: AuditDocument,
  { name, complete }: AuditCluster,
): string {
  const columns = [everythingColumn, ...abilities.keys()];
  const head = ['cluster', 'subject', 'kind', 'everything', ...abilities.map(({ id }) => id), 'bindings'];
  return csvOf([
    head,
    ...rows.map(({ subject, extents }) => [
      name,
      subject.id,
      kindWord(subject),
      ...columns.map((column) => extentText(extents.get(column), complete)),
      String(subject.bindings.length),
    ]),
  ]);
}

/** `whole cluster`, the namespaces, `no`, or `not known`. */
export function extentText(extent: Extent | undefined, complete: boolean): string {
  if (extent === undefined) return complete ? 'no' : 'not known';
  return extent.wholeCluster ? 'whole cluster' : extent.namespaces.join(' ');
}

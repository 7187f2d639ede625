import { type FindingRow, severities, verdicts } from './model.ts';

export interface SortKey {
  readonly column: string;
  readonly descending: boolean;
}

/** `-severity` is descending. The most severe counts as the highest. */
export function parseSort(values: readonly string[] | undefined): readonly SortKey[] {
  return (values ?? []).map((value) =>
    value.startsWith('-')
      ? { column: value.slice(1), descending: true }
      : { column: value, descending: false },
  );
}

export function formatSort(keys: readonly SortKey[]): readonly string[] {
  return keys.map((key) => `${key.descending ? '-' : ''}${key.column}`);
}

type Value = string | number;
const collator = new Intl.Collator('en', { numeric: true });

/** What the findings table sorts by, per column. */
export const findingSortValues: Readonly<Record<string, (row: FindingRow) => Value>> = {
  severity: (row) => severityWeight(row.finding.severity),
  verdict: (row) => verdicts.length - verdicts.indexOf(row.finding.verdict),
  control: (row) => row.control?.title ?? row.finding.control,
  cluster: (row) => row.clusterName,
  namespace: (row) => row.finding.subject.namespace,
  kind: (row) => row.finding.subject.kind,
  name: (row) => row.finding.subject.name,
  container: (row) => row.finding.subject.container ?? '',
  source: (row) => changeAtOf(row),
  team: (row) => row.workload?.team ?? '',
  message: (row) => row.finding.message,
  file: fileOf,
  priority: (row) => row.cause?.priority ?? -1,
  /** What is held against somebody, before what is accepted or the provider's. */
  open: (row) => (row.finding.verdict === 'fail' || row.finding.verdict === 'unknown' ? 1 : 0),
};

/** `k8s/payments.yaml:12` or the template: where the evidence stands in a manifest; empty for a live object. */
export function fileOf(row: FindingRow): string {
  const position = row.finding.evidence.find((evidence) => evidence.position)?.position;
  return position ? (position.template ?? `${position.file}:${position.line}`) : '';
}

export function severityWeight(severity: FindingRow['finding']['severity']): number {
  return severities.length - severities.indexOf(severity);
}

/** Where a person changes it: the cause knows, else the workload's source of truth. */
export function changeAtOf(row: FindingRow): string {
  return row.cause?.changeAt ?? row.workload?.sourceOfTruth.changeAt ?? '';
}

/** A stable sort by several keys; unknown columns are ignored. Each value is computed once. */
export function sortBy<T>(
  rows: readonly T[],
  keys: readonly SortKey[],
  values: Readonly<Record<string, (row: T) => Value>>,
): readonly T[] {
  const active = keys.flatMap((key) => {
    const read = Object.hasOwn(values, key.column) ? values[key.column] : undefined;
    return read ? [{ read, sign: key.descending ? -1 : 1 }] : [];
  });
  if (active.length === 0) return rows;
  const keyed = rows.map((row) => ({ row, values: active.map(({ read }) => read(row)) }));
  keyed.sort((a, b) => {
    for (let index = 0; index < active.length; index++) {
      const order = compare(a.values[index] ?? '', b.values[index] ?? '');
      if (order !== 0) return order * (active[index]?.sign ?? 1);
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return a === b ? 0 : collator.compare(String(a), String(b));
}

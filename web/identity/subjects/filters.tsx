import { Choice } from '../../report/findings/choice.tsx';
import { ExportCsv } from '../../report/findings/export-csv.tsx';
import bar from '../../report/findings/filter-bar.module.css';
import { TextFilter } from '../../report/findings/text-filter.tsx';
import { useAudit } from '../model/audit-context.tsx';
import { type MatrixRow, matrixCsv } from './matrix-rows.ts';

const kinds = [
  ['User', 'users'],
  ['Group', 'groups'],
  ['ServiceAccount', 'service accounts'],
] as const;
const powers = [
  ['everything', 'may do everything'],
  ['one-step', 'one step from everything'],
  ['becomes', 'becomes a stronger account'],
  ['stale', 'not needed'],
  ['limited', 'the rest'],
] as const;

/** What narrows the matrix, all of it in the address, and the export of what is shown. */
export function MatrixFilters({ rows }: { readonly rows: readonly MatrixRow[] }) {
  const { audit, cluster } = useAudit();
  const namespaces = [
    ...new Set(cluster.subjects.flatMap(({ held }) => held.flatMap(({ namespace }) => namespace || []))),
  ].sort();
  return (
    <search className={bar['bar']} aria-label="Filter subjects">
      <TextFilter />
      <Choice name="kind" all="users, groups, accounts" options={kinds} />
      <Choice name="power" all="any power" options={powers} />
      <Choice
        name="ability"
        all="any ability"
        options={audit.abilities.map(({ id, what }) => [id, `may ${what}`] as const)}
      />
      <Choice name="namespace" all="anywhere" options={namespaces.map((name) => [name, name] as const)} />
      <ExportCsv name="subjects.csv" csv={() => matrixCsv(rows, audit, cluster)} />
    </search>
  );
}

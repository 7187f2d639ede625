import { useCallback, useMemo } from 'react';
import { Copyable } from '../../report/command/copyable.tsx';
import findings from '../../report/findings/findings.module.css';
import layout from '../../report/layout/layout.module.css';
import { PlaceLink, useNavigation } from '../../report/place/navigation.tsx';
import { DataTable } from '../../report/table/data-table.tsx';
import { useRowCursor } from '../../report/table/row-keys.ts';
import { useTableSort } from '../../report/table/table-sort.ts';
import { count, counted } from '../../report/words/number.ts';
import { Lead } from '../../report/words/words.tsx';
import { useAudit } from '../model/audit-context.tsx';
import { auditCommand } from '../model/names.ts';
import { MatrixFilters } from './filters.tsx';
import classes from './matrix.module.css';
import { matrixColumns } from './matrix-columns.tsx';
import { type MatrixRow, matrixRows, shownRows } from './matrix-rows.ts';

const rowKey = ({ subject }: MatrixRow): string => subject.id;

/** Subjects against risky abilities: who has what, and how widely. */
export function SubjectsPage() {
  const { audit, cluster, kept } = useAudit();
  const { place, go } = useNavigation();
  const sorting = useTableSort();
  const { query } = place;
  const all = useMemo(() => matrixRows(cluster), [cluster]);
  const rows = useMemo(() => shownRows(all, audit, query), [all, audit, query]);
  const columns = useMemo(() => matrixColumns(audit, cluster.complete), [audit, cluster]);
  const open = useCallback(
    (row: MatrixRow | undefined) => {
      if (row) go({ path: ['subject', row.subject.id], query: kept });
    },
    [go, kept],
  );
  const cursor = useRowCursor({ rows, rowKey, onOpen: open });
  const able = rows.filter(({ extents }) => extents.size > 0).length;
  return (
    <div className={layout['fill']}>
      <div className={layout['head']}>
        <Lead
          sentence={[
            cluster.error === undefined
              ? `${cluster.complete ? '' : 'At least '}${count(able)} of ${counted(rows.length, 'subject')} can do something risky.`
              : `Nothing is known of ${cluster.name}: it could not be read.`,
          ]}
        />
        <Copyable text={`${auditCommand(audit)} -o csv`} what="command" />
      </div>
      <MatrixFilters rows={rows} />
      <details className={classes['meanings']}>
        <summary>What the columns mean</summary>
        <dl>
          {audit.abilities.map(({ id, title, what }) => (
            <div key={id}>
              <dt>{title}</dt>
              <dd>may {what}</dd>
            </div>
          ))}
          <div>
            <dt>all</dt>
            <dd>in the whole cluster; a number counts namespaces</dd>
          </div>
        </dl>
      </details>
      <div className={`${layout['fillTable']} ${classes['table']}`}>
        <DataTable
          label="Subjects and risky abilities"
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          {...sorting}
          current={cursor}
          onOpen={open}
          empty={<NoRows total={all.length} />}
        />
      </div>
      <footer className={findings['foot']}>
        <span aria-live="polite">
          {counted(rows.length, 'subject')} shown, {count(all.length - rows.length)} hidden by filters
          {cluster.complete ? '' : '; hatched is not known, because not everything could be read'}
        </span>
      </footer>
    </div>
  );
}

function NoRows({ total }: { readonly total: number }) {
  const { cluster, kept } = useAudit();
  if (total > 0)
    return (
      <p>
        No subject matches these filters; {counted(total, 'subject is', 'subjects are')} hidden by them.{' '}
        <PlaceLink path={['subjects']} query={kept}>
          Show all
        </PlaceLink>
      </p>
    );
  return (
    <p>
      {cluster.complete
        ? 'No binding of your own names a subject.'
        : 'No subject is seen: roles and bindings could not be read.'}
    </p>
  );
}

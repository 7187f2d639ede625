import { useCallback, useMemo, useState } from 'react';
import { findingsCommand } from '../command/command.ts';
import { Copyable } from '../command/copyable.tsx';
import { useModel } from '../model/context.tsx';
import { filterOf } from '../model/filter.ts';
import type { FindingRow } from '../model/model.ts';
import { PlaceLink, useNavigation } from '../place/navigation.tsx';
import { withQuery } from '../place/place.ts';
import { SeveritySign } from '../signs/severity.tsx';
import type { Grouping } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { useRowKeys } from '../table/row-keys.ts';
import { useTableSort } from '../table/table-sort.ts';
import { count, counted } from '../words/number.ts';
import { Lead } from '../words/words.tsx';
import { findingColumns, hiddenAtFirst } from './columns.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FindingPanel } from './finding-panel.tsx';
import classes from './findings.module.css';
import { findingsSentence } from './findings-sentence.ts';
import { FindingTools } from './tools.tsx';
import { shownRows } from './view.ts';

const rowKey = (row: FindingRow): string => row.finding.instanceId;

const byCause: Grouping<FindingRow> = {
  keyOf: (row) => row.cause?.id ?? (row.finding.verdict === 'unknown' ? 'unknown' : 'no cause'),
  heading: (row, rows) => (
    <span className={classes['cause']}>
      {row.cause ? (
        <>
          <SeveritySign severity={row.cause.severity} glyphOnly />
          <span className={classes['causeTitle']}>{row.cause.title}</span>
          <span className={classes['causeAt']} title={row.cause.changeAt}>
            {row.cause.changeAt}
          </span>
        </>
      ) : (
        <span className={classes['causeTitle']}>
          {row.finding.verdict === 'unknown' ? 'Could not be judged' : 'No failure'}
        </span>
      )}
      <span className={classes['causeCount']}>{count(rows)}</span>
    </span>
  ),
};

export function FindingsPage() {
  const model = useModel();
  const { place, go } = useNavigation();
  const sorting = useTableSort();
  const { query } = place;
  const filterKey = JSON.stringify({
    ...query,
    open: undefined,
    hide: undefined,
    density: undefined,
    group: undefined,
  });
  // Only what decides the rows makes them anew: opening a row keeps them.
  // oxlint-disable-next-line react/exhaustive-deps
  const rows = useMemo(() => shownRows(model, query), [model, filterKey]);
  const hidden = useMemo(() => new Set(query['hide'] ?? hiddenAtFirst(model.report)), [query, model]);
  const [cursor, setCursor] = useState<string>();
  const openId = query['open']?.[0];
  const open = openId === undefined ? undefined : model.rowById.get(openId);
  const show = useCallback(
    (row: FindingRow | undefined, replace = false) => {
      if (row) setCursor(rowKey(row));
      go(withQuery(place, { open: row ? [rowKey(row)] : undefined }), { replace });
    },
    [go, place],
  );
  const grouping = query['group']?.[0] === 'cause' ? byCause : undefined;
  useRowKeys({
    rows,
    rowKey,
    grouping,
    current: openId ?? cursor,
    opened: openId !== undefined,
    onMove: setCursor,
    onOpen: show,
  });
  const command = findingsCommand(model, filterOf(query));
  const hiddenRows = model.rows.length - rows.length;
  return (
    <div className={classes['page']}>
      <div className={classes['head']}>
        <Lead sentence={findingsSentence(model, rows, query)} />
        <Copyable
          text={command.command}
          what="command"
          {...(command.notIn.length > 0 ? { note: `without the filter by ${command.notIn.join(', ')}` } : {})}
        />
      </div>
      <FilterBar>
        <FindingTools rows={rows} hidden={hidden} />
      </FilterBar>
      <div className={classes['table']}>
        <DataTable
          label="Findings"
          columns={findingColumns}
          rows={rows}
          rowKey={rowKey}
          {...sorting}
          hidden={hidden}
          roomy={query['density']?.[0] === 'roomy'}
          grouping={grouping}
          current={openId ?? cursor}
          onOpen={show}
          empty={<NoRows total={model.rows.length} />}
        />
        {openId === undefined ? null : (
          <FindingPanel
            id={openId}
            row={open}
            position={open ? rows.indexOf(open) : -1}
            total={rows.length}
            onClose={() => show(undefined)}
            onStep={(step) => show(rows[Math.max(0, (open ? rows.indexOf(open) : -1) + step)], true)}
          />
        )}
      </div>
      <footer className={classes['foot']}>
        <span aria-live="polite">
          {counted(rows.length, 'finding')} shown, {count(hiddenRows)} hidden by filters
        </span>
      </footer>
    </div>
  );
}

function NoRows({ total }: { readonly total: number }) {
  if (total === 0)
    return (
      <p>
        This report has no findings. <PlaceLink path={['coverage']}>Coverage</PlaceLink> says what was read
        and what was not.
      </p>
    );
  return (
    <p>
      No finding matches these filters; {counted(total, 'finding is', 'findings are')} hidden by them.{' '}
      <PlaceLink path={['findings']}>Show all</PlaceLink>
    </p>
  );
}

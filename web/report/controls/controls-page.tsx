import { useCallback, useMemo } from 'react';
import { scanCommand } from '../../../src/report/commands.ts';
import type { ReportControl } from '../../../src/report/schema.ts';
import { Copyable } from '../command/copyable.tsx';
import layout from '../layout/layout.module.css';
import { useModel } from '../model/context.tsx';
import type { ReportModel } from '../model/model.ts';
import { parseSort, severityWeight, sortBy } from '../model/sort.ts';
import { PlaceLink, useNavigation } from '../place/navigation.tsx';
import { CountBar } from '../signs/bar.tsx';
import { SeveritySign } from '../signs/severity.tsx';
import type { Column } from '../table/column.ts';
import { DataTable } from '../table/data-table.tsx';
import { useRowCursor } from '../table/row-keys.ts';
import { useTableSort } from '../table/table-sort.ts';
import { count, counted } from '../words/number.ts';
import { CountLink, Lead } from '../words/words.tsx';
import { UnknownCount } from './unknown-count.tsx';
import { verdictParts, verdictTotal } from './verdict-parts.ts';

const columnsOf = (model: ReportModel): readonly Column<ReportControl>[] => [
  {
    id: 'severity',
    header: 'Severity',
    size: 98,
    sortable: true,
    cell: (control) => <SeveritySign severity={control.severity} />,
  },
  {
    id: 'title',
    header: 'Control',
    size: 230,
    grow: 3,
    sortable: true,
    title: (control) => control.title,
    cell: (control) => <PlaceLink path={['control', control.id]}>{control.title}</PlaceLink>,
  },
  {
    id: 'id',
    header: 'Id',
    size: 190,
    grow: 2,
    sortable: true,
    title: (control) => control.id,
    cell: (control) => <span className={layout['mono']}>{control.id}</span>,
  },
  { id: 'area', header: 'Area', size: 104, grow: 1, sortable: true, cell: (control) => control.area },
  {
    id: 'fail',
    header: 'Fail',
    size: 68,
    align: 'end',
    sortable: true,
    cell: (control) => (
      <CountLink
        value={control.counts.fail}
        of="failures"
        query={{ control: [control.id], verdict: ['fail'] }}
      />
    ),
  },
  {
    id: 'unknown',
    header: 'Unknown',
    size: 100,
    align: 'end',
    sortable: true,
    cell: (control) => <UnknownCount control={control} unread={model.unreadByControl.get(control.id) ?? 0} />,
  },
  {
    id: 'pass',
    header: 'Pass',
    size: 68,
    align: 'end',
    sortable: true,
    cell: (control) => count(control.counts.pass),
  },
  {
    id: 'share',
    header: 'Of all judged',
    size: 130,
    grow: 1,
    cell: (control) => (
      <CountBar of={verdictTotal(control.counts)} parts={verdictParts(control.counts, control.severity)} />
    ),
  },
];

const sortValues: Readonly<Record<string, (control: ReportControl) => string | number>> = {
  severity: (control) => severityWeight(control.severity),
  title: (control) => control.title,
  id: (control) => control.id,
  area: (control) => control.area,
  fail: (control) => control.counts.fail,
  unknown: (control) => control.counts.unknown,
  pass: (control) => control.counts.pass,
};

const defaultSort = parseSort(['-severity', '-fail', '-unknown', 'title']);
const rowKey = (control: ReportControl): string => control.id;

/** Every control that this run asked, with its counts: also those that nothing fails. */
export function ControlsPage() {
  const model = useModel();
  const { report } = model;
  const columns = useMemo(() => columnsOf(model), [model]);
  const { go } = useNavigation();
  const sorting = useTableSort();
  const { sort } = sorting;
  const rows = useMemo(
    () => sortBy(report.controls, sort.length > 0 ? sort : defaultSort, sortValues),
    [report, sort],
  );
  const failing = report.controls.filter((control) => control.counts.fail > 0).length;
  const unknown = model.unreadByControl.size;
  const open = useCallback(
    (control: ReportControl | undefined) => control && go({ path: ['control', control.id], query: {} }),
    [go],
  );
  const cursor = useRowCursor({ rows, rowKey, onOpen: open });
  return (
    <div className={layout['fill']}>
      <div className={layout['head']}>
        <Lead
          sentence={[
            `${count(failing)} of ${counted(report.controls.length, 'control fails', 'controls fail')} somewhere${unknown > 0 ? `; ${count(unknown)} could not judge everything` : ''}.`,
          ]}
        />
        <Copyable text={`${scanCommand(report)} --by control`} what="command" />
      </div>
      <div className={layout['fillTable']}>
        <DataTable
          label="Controls"
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          {...sorting}
          current={cursor}
          onOpen={open}
          empty={<p>This run asked no control.</p>}
        />
      </div>
    </div>
  );
}

import { useCallback, useMemo } from 'react';
import type { NetworkMapCluster, NetworkMapWorkload } from '../../../src/network/map-schema.ts';
import { Copyable } from '../../report/command/copyable.tsx';
import { Choice } from '../../report/findings/choice.tsx';
import { ExportCsv } from '../../report/findings/export-csv.tsx';
import bar from '../../report/findings/filter-bar.module.css';
import findings from '../../report/findings/findings.module.css';
import { TextFilter } from '../../report/findings/text-filter.tsx';
import layout from '../../report/layout/layout.module.css';
import { PlaceLink, useNavigation } from '../../report/place/navigation.tsx';
import type { Query } from '../../report/place/place.ts';
import type { Column } from '../../report/table/column.ts';
import { DataTable } from '../../report/table/data-table.tsx';
import { useRowCursor } from '../../report/table/row-keys.ts';
import { useTableSort } from '../../report/table/table-sort.ts';
import { count, counted } from '../../report/words/number.ts';
import { Lead } from '../../report/words/words.tsx';
import { shownParts } from '../matrix/matrix-parts.ts';
import { useMap } from '../model/map-context.tsx';
import { overviewSentence } from '../overview/overview-sentence.ts';
import { noneText } from '../seen.ts';
import { internetTexts, isolationTexts, networkCommand } from '../words.ts';
import { InternetSign, IsolationSign } from './isolation-sign.tsx';
import { shownWorkloads, workloadPath, workloadsCsv } from './workload-rows.ts';

const states = [
  ['reached', 'reached from everywhere'],
  ['open', 'open'],
  ['allows-all', 'isolated, and allows all'],
  ['not-enforced', 'policies not enforced'],
  ['isolated', 'isolated'],
  ['outside-policy', 'on its node'],
  ['unknown', 'not known'],
] as const;

const reached = [
  ['metadata', 'reaching the metadata address'],
  ['kubelet', 'reaching a kubelet'],
  ['apiServer', 'reaching the API server'],
] as const;

/** Every workload with how its two directions stand. */
export function WorkloadsPage() {
  const { network, cluster, model, kept } = useMap();
  const { place, go } = useNavigation();
  const sorting = useTableSort();
  const { query } = place;
  const rows = useMemo(() => shownWorkloads(cluster.workloads, query), [cluster, query]);
  const columns = useMemo(() => columnsOf(cluster, kept), [cluster, kept]);
  const open = useCallback(
    (row: NetworkMapWorkload | undefined) => {
      if (row) go({ path: workloadPath(row), query: kept });
    },
    [go, kept],
  );
  const cursor = useRowCursor({ rows, rowKey, onOpen: open });
  return (
    <div className={layout['fill']}>
      <div className={layout['head']}>
        <Lead sentence={overviewSentence(cluster, kept)} />
        <Copyable text={networkCommand(network, 'gaps')} what="command" />
      </div>
      <search className={bar['bar']} aria-label="Filter workloads">
        <TextFilter />
        <Choice
          name="namespace"
          all="every namespace"
          options={model.namespaces.map((name) => [name, name] as const)}
        />
        {cluster.scopes === undefined ? null : (
          <Choice
            name="scope"
            all="every scope"
            options={shownParts(cluster.scopes, {}).all.map((name) => [name, name] as const)}
          />
        )}
        <Choice name="state" all="either direction" options={states} />
        <Choice name="reaches" all="reaching anything" options={reached} />
        <Choice name="internet" all="any internet" options={Object.entries(internetTexts)} />
        <ExportCsv name="workloads.csv" csv={() => workloadsCsv(rows)} />
      </search>
      <div className={layout['fillTable']}>
        <DataTable
          label="Workloads"
          columns={columns}
          rows={rows}
          rowKey={rowKey}
          {...sorting}
          current={cursor}
          onOpen={open}
          empty={
            <p>
              {cluster.workloads.length === 0
                ? noneText(cluster, 'There are no pods and no workloads.')
                : `No workload matches these filters; ${counted(cluster.workloads.length, 'workload is', 'workloads are')} hidden by them.`}{' '}
              <PlaceLink path={['workloads']} query={kept}>
                Show all
              </PlaceLink>
            </p>
          }
        />
      </div>
      <footer className={findings['foot']}>
        <span aria-live="polite">
          {counted(rows.length, 'workload')} shown, {count(cluster.workloads.length - rows.length)} hidden by
          filters
        </span>
      </footer>
    </div>
  );
}

function rowKey(row: NetworkMapWorkload): string {
  return `${workloadPath(row).join('/')} ${row.group} ${row.ingress} ${row.egress}`;
}

function columnsOf({ scopes }: NetworkMapCluster, kept: Query): readonly Column<NetworkMapWorkload>[] {
  return [
    {
      id: 'namespace',
      header: 'Namespace',
      size: 150,
      sortable: true,
      cell: ({ namespace }) => namespace,
      title: ({ namespace }) => namespace,
    },
    {
      id: 'workload',
      header: 'Workload',
      size: 260,
      grow: 1,
      sortable: true,
      fixed: true,
      cell: (row) => (
        <PlaceLink path={workloadPath(row)} query={kept} className={layout['plain']}>
          {row.kind} {row.name}
        </PlaceLink>
      ),
      title: ({ kind, name }) => `${kind} ${name}`,
    },
    ...(scopes === undefined
      ? []
      : [
          {
            id: 'scope',
            header: 'Scope',
            hint: 'The first scope of the configuration that it is in',
            size: 130,
            sortable: true,
            cell: ({ scope }: NetworkMapWorkload) => scope,
            title: ({ scope = '' }: NetworkMapWorkload) => scope,
          },
        ]),
    {
      id: 'pods',
      header: 'Pods',
      hint: 'Pods that run, or 1 where the workload is only declared',
      size: 60,
      align: 'end',
      sortable: true,
      cell: ({ pods }) => count(pods),
    },
    {
      id: 'ingress',
      header: 'Ingress',
      hint: 'Who may connect to it',
      size: 120,
      sortable: true,
      cell: ({ ingress }) => <IsolationSign state={ingress} />,
      title: ({ ingress }) => isolationTexts[ingress],
    },
    {
      id: 'egress',
      header: 'Egress',
      hint: 'Whom it may connect to',
      size: 120,
      sortable: true,
      cell: ({ egress }) => <IsolationSign state={egress} />,
      title: ({ egress }) => isolationTexts[egress],
    },
    {
      id: 'internet',
      header: 'Internet',
      hint: 'How much of the internet it reaches',
      size: 130,
      sortable: true,
      cell: ({ internet }) => <InternetSign state={internet} />,
      title: ({ internet }) => internetTexts[internet],
    },
  ];
}

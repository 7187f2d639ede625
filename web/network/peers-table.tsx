import layout from '../report/layout/layout.module.css';
import { PlaceLink } from '../report/place/navigation.tsx';
import { RowsTable } from '../report/table/rows-table.tsx';
import { count } from '../report/words/number.ts';
import { useMap } from './model/map-context.tsx';
import { groupText, type PeerRow } from './model/network.ts';
import { workloadPath } from './workloads/workload-rows.ts';

const mostRows = 200;

/** Who is at the other end, on which ports, and whether a rule or nothing at all decides. */
export function PeersTable({ label, rows }: { readonly label: string; readonly rows: readonly PeerRow[] }) {
  const { cluster, model, kept } = useMap();
  return (
    <>
      <RowsTable
        label={label}
        head={[['Namespace', 130], ['Workload'], ['Pods', 50], ['Ports'], ['By', 90]]}
        rows={rows.slice(0, mostRows).map(({ group, pods, ports }) => {
          const [first] = model.workloadsOf[group] ?? [];
          return {
            key: `${group} ${ports ?? ''}`,
            cells: [
              cluster.groups[group]?.namespace,
              first === undefined ? (
                groupText(model, group)
              ) : (
                <PlaceLink key="workload" path={workloadPath(first)} query={kept} className={layout['plain']}>
                  {groupText(model, group)}
                </PlaceLink>
              ),
              count(pods),
              ports ?? 'all connections',
              ports === undefined ? 'no policy' : 'a rule',
            ],
          };
        })}
      />
      {rows.length > mostRows ? (
        <p className={layout['more']}>{count(rows.length - mostRows)} more.</p>
      ) : null}
    </>
  );
}

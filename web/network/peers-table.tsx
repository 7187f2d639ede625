import layout from '../report/layout/layout.module.css';
import { PlaceLink } from '../report/place/navigation.tsx';
import { RowsTable } from '../report/table/rows-table.tsx';
import { count } from '../report/words/number.ts';
import { useMap } from './model/map-context.tsx';
import { groupText, type PeerRow } from './model/network.ts';
import { byTexts } from './words.ts';
import { workloadPath } from './workloads/workload-rows.ts';

const mostRows = 200;

interface PeersTableProps {
  readonly label: string;
  readonly rows: readonly PeerRow[];
  /** The pages of the connections with a peer. */
  readonly connectionOf: (peer: number) => readonly string[];
}

/** Who is at the other end, on which ports, and what decides: a rule, nothing, or what is not known. */
export function PeersTable({ label, rows, connectionOf }: PeersTableProps) {
  const { cluster, model, kept } = useMap();
  return (
    <>
      <RowsTable
        label={label}
        head={[['Namespace', 130], ['Workload'], ['Pods', 50], ['Ports'], ['By', 90]]}
        rows={rows.slice(0, mostRows).map(({ group, pods, ports, by }) => {
          const [first] = model.workloadsOf[group] ?? [];
          return {
            key: `${group} ${by} ${ports ?? ''}`,
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
              <PlaceLink key="why" path={connectionOf(group)} query={kept}>
                {byTexts[by]}
              </PlaceLink>,
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

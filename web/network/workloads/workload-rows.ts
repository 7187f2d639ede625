import type { NetworkMapWorkload } from '../../../src/network/map-schema.ts';
import { csvOf } from '../../report/model/export.ts';
import { filterOf } from '../../report/model/filter.ts';
import { parseSort, sortBy } from '../../report/model/sort.ts';
import type { Query } from '../../report/place/place.ts';
import { isReachedByAll } from '../overview/overview-sentence.ts';
import { internetTexts, isolationTexts } from '../words.ts';

/** The address of a workload's page. */
export function workloadPath({
  namespace,
  kind,
  name,
}: Pick<NetworkMapWorkload, 'namespace' | 'kind' | 'name'>): readonly string[] {
  return ['workload', namespace, kind, name];
}

const sortValues: Readonly<Record<string, (row: NetworkMapWorkload) => string | number>> = {
  namespace: ({ namespace }) => namespace,
  workload: ({ name }) => name,
  scope: ({ scope = '' }) => scope,
  pods: ({ pods }) => pods,
  ingress: ({ ingress }) => isolationTexts[ingress],
  egress: ({ egress }) => isolationTexts[egress],
  internet: ({ internet }) => internetTexts[internet],
};

/** Workloads that the address shows, in its order. */
export function shownWorkloads(
  rows: readonly NetworkMapWorkload[],
  query: Query,
): readonly NetworkMapWorkload[] {
  const text = filterOf(query).text.toLowerCase();
  const [namespace] = query['namespace'] ?? [];
  const [state] = query['state'] ?? [];
  const [internet] = query['internet'] ?? [];
  const [scope] = query['scope'] ?? [];
  const [reaches] = query['reaches'] ?? [];
  const found = rows.filter(
    (row) =>
      (text === '' || `${row.kind} ${row.namespace}/${row.name}`.toLowerCase().includes(text)) &&
      (namespace === undefined || row.namespace === namespace) &&
      (scope === undefined || row.scope === scope) &&
      (state === undefined ||
        (state === 'reached'
          ? isReachedByAll(row)
          : [row.ingress, row.egress].some((each) => each === state))) &&
      (internet === undefined || row.internet === internet) &&
      (reaches === undefined || reachOf(row, reaches) === 'yes'),
  );
  return sortBy(found, parseSort(query['sort']), sortValues);
}

function reachOf({ reaches }: NetworkMapWorkload, what: string): string | undefined {
  return Object.entries(reaches).find(([name]) => name === what)?.[1];
}

export function workloadsCsv(rows: readonly NetworkMapWorkload[]): string {
  return csvOf([
    [
      'namespace',
      'kind',
      'name',
      'pods',
      'ingress',
      'egress',
      'internet',
      'metadata',
      'kubelet',
      'api_server',
      'node_ports',
      'etcd',
      'scope',
    ],
    ...rows.map(({ namespace, kind, name, pods, ingress, egress, internet, reaches, scope = '' }) => [
      namespace,
      kind,
      name,
      String(pods),
      ingress,
      egress,
      internet,
      reaches.metadata,
      reaches.kubelet,
      reaches.apiServer,
      reaches.nodePorts,
      reaches.etcd,
      scope,
    ]),
  ]);
}

import type { NetworkChanges } from '../../../src/report/schema.ts';
import { csvOf } from '../model/export.ts';
import { filterOf } from '../model/filter.ts';
import { parseSort, sortBy } from '../model/sort.ts';
import type { Query } from '../place/place.ts';
import { listed } from '../words/number.ts';

type Change = NetworkChanges['changes'][number];
type End = Change['from'];

/** Connections that one change of policies opens or closes, or of which that is not known. */
export interface ConnectionRow {
  readonly change: Change['change'];
  /** Names at either end, all of them. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly ports: string;
  /** Policies that it was proven to follow from; else those that differ and can hold at either end, or that are not judged and may. */
  readonly policies: readonly string[];
  /** Whether with these put back it is as it was. */
  readonly isProven: boolean;
  readonly text: string;
}

export const changeTexts: Readonly<Record<Change['change'], string>> = {
  gains: 'gained',
  loses: 'lost',
  unknown: 'not known',
};

/** What is gained, lost and not known; workloads of which nothing can be said are rows as well. */
export function connectionRows({ changes, policies, unjudged }: NetworkChanges): readonly ConnectionRow[] {
  return [
    ...changes.map(({ change, from, to, ports, text, causes = [] }) => ({
      change,
      from: endNames(from, to),
      to: endNames(to, from),
      ports,
      policies:
        causes.length > 0
          ? [...new Set(causes.flat().map((object) => policyName({ object })))]
          : policies.filter(({ object }) => canHold(object.namespace, from, to)).map(policyName),
      isProven: causes.length > 0,
      text,
    })),
    ...unjudged.map(({ namespace, kind, name, policies: by }) => ({
      change: 'unknown' as const,
      from: [`${namespace}/${name}`],
      to: ['anybody, either way'],
      ports: '',
      policies: by,
      isProven: false,
      text: `what ${kind} ${namespace}/${name} reaches and is reached by is not known: ${listed(by)} may cover it`,
    })),
  ];
}

/** `NetworkPolicy shop/db` */
export function policyName({ object }: Pick<NetworkChanges['policies'][number], 'object'>): string {
  const { kind, namespace, name } = object;
  return `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`;
}

function endNames(end: End, other: End): readonly string[] {
  const { everybody, namespaces = [], workloads = [], addresses = [], internetBut } = end;
  if (everybody === true) return [`every ${other.count === 1 ? 'other ' : ''}workload`];
  if (internetBut !== undefined) return ['the internet', ...internetBut.map((range) => `but not ${range}`)];
  return [
    ...namespaces.map((namespace) => `every workload of ${namespace}`),
    ...workloads.map(({ namespace, name }) => `${namespace}/${name}`),
    ...addresses,
  ];
}

/** Whether a policy of a namespace, or of the whole cluster, can hold for a workload at either end. */
function canHold(namespace: string, ...ends: readonly End[]): boolean {
  return (
    namespace === '' ||
    ends.some(
      ({ everybody, namespaces = [], workloads = [] }) =>
        everybody === true ||
        namespaces.includes(namespace) ||
        workloads.some((workload) => workload.namespace === namespace),
    )
  );
}

const rank: Readonly<Record<Change['change'], number>> = { gains: 0, loses: 1, unknown: 2 };
const sortValues: Readonly<Record<string, (row: ConnectionRow) => string | number>> = {
  change: ({ change }) => rank[change],
  from: ({ from }) => listed(from),
  to: ({ to }) => listed(to),
  ports: ({ ports }) => ports,
  policies: ({ policies }) => listed(policies),
};

/** Rows that the address shows, in its order. */
export function shownConnections(rows: readonly ConnectionRow[], query: Query): readonly ConnectionRow[] {
  const text = filterOf(query).text.toLowerCase();
  const [change] = query['change'] ?? [];
  const found = rows.filter(
    (row) =>
      (change === undefined || row.change === change) &&
      (text === '' ||
        [...row.from, ...row.to, row.ports, ...row.policies, row.text]
          .join('\n')
          .toLowerCase()
          .includes(text)),
  );
  return sortBy(found, parseSort(query['sort']), sortValues);
}

export function connectionsCsv(rows: readonly ConnectionRow[]): string {
  return csvOf([
    ['change', 'from', 'to', 'ports', 'policies', 'proven', 'text'],
    ...rows.map(({ change, from, to, ports, policies, isProven, text }) => [
      changeTexts[change],
      from.join('; '),
      to.join('; '),
      ports,
      policies.join('; '),
      isProven ? 'yes' : 'no',
      text,
    ]),
  ]);
}

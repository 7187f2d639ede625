import type { NetworkMapCluster, NetworkMapExposedPort } from '../../../src/network/map-schema.ts';
import { csvOf } from '../../report/model/export.ts';
import { filterOf } from '../../report/model/filter.ts';
import { parseSort, sortBy } from '../../report/model/sort.ts';
import type { Query } from '../../report/place/place.ts';
import { counted } from '../../report/words/number.ts';
import type { Sentence } from '../../report/words/sentence.ts';
import { isWhole } from '../seen.ts';

export const fromTexts: Readonly<Record<NetworkMapExposedPort['exposure'], string>> = {
  internet: 'the internet',
  unknown: 'perhaps the internet',
  internal: 'private networks',
};

export const verdictTexts: Readonly<Record<NetworkMapExposedPort['verdict'], string>> = {
  reached: 'reached',
  blocked: 'blocked',
  unknown: 'not known',
  'leads-nowhere': 'leads nowhere',
};

export function nameOf({ kind, namespace, name }: NetworkMapExposedPort['entry']): string {
  return `${kind} ${namespace}/${name}`;
}

/** The hops between the entry point and the workload. */
export function hopsOf({ through, service }: NetworkMapExposedPort): string {
  return [through, service].flatMap((hop) => (hop === undefined ? [] : nameOf(hop))).join(', then ');
}

const rank = { internet: 0, unknown: 1, internal: 2 } as const;
const sortValues: Readonly<Record<string, (row: NetworkMapExposedPort) => string | number>> = {
  from: ({ exposure }) => rank[exposure],
  entry: ({ entry }) => nameOf(entry),
  workload: ({ workload }) => (workload === undefined ? '' : nameOf(workload)),
  port: ({ port = 0 }) => port,
  verdict: ({ verdict }) => verdictTexts[verdict],
  may: ({ may = '' }) => may,
};

/** Ways in that the address shows, in its order. */
export function shownPorts(
  rows: readonly NetworkMapExposedPort[],
  query: Query,
): readonly NetworkMapExposedPort[] {
  const text = filterOf(query).text.toLowerCase();
  const [from] = query['from'] ?? [];
  const [verdict] = query['verdict'] ?? [];
  const found = rows.filter(
    (row) =>
      (from === undefined || row.exposure === from) &&
      (verdict === undefined || row.verdict === verdict) &&
      (text === '' || searched(row).includes(text)),
  );
  return sortBy(found, parseSort(query['sort']), sortValues);
}

function searched(row: NetworkMapExposedPort): string {
  const { entry, workload, hosts, may = '' } = row;
  return [nameOf(entry), workload === undefined ? '' : nameOf(workload), hopsOf(row), ...hosts, may]
    .join(' ')
    .toLowerCase();
}

/** The answer, as a person could say it aloud. */
export function exposureSentence(cluster: NetworkMapCluster, kept: Query): Sentence {
  const { exposed, error, name } = cluster;
  if (error !== undefined) return [`Nothing is known of ${name}: it could not be read.`];
  const internet = exposed.filter(({ exposure }) => exposure === 'internet');
  const workloads = (rows: readonly NetworkMapExposedPort[]) =>
    new Set(rows.flatMap(({ workload }) => (workload === undefined ? [] : nameOf(workload))));
  const reached = internet.filter(({ verdict }) => verdict === 'reached');
  const sure = workloads(reached);
  const unsure = workloads(internet.filter(({ verdict }) => verdict === 'unknown'));
  const unknown = [...unsure].filter((each) => !sure.has(each)).length;
  const strong = workloads(reached.filter(({ may }) => may !== undefined)).size;
  const query = { ...kept, from: ['internet'] };
  return [
    isWhole(cluster) ? 'The internet reaches ' : 'The internet reaches at least ',
    {
      text: counted(sure.size, 'workload'),
      path: ['exposure'],
      query: { ...query, verdict: ['reached'] },
    },
    ...(unknown === 0
      ? []
      : [
          ', and perhaps ',
          { text: `${unknown} more`, path: ['exposure'], query: { ...query, verdict: ['unknown'] } },
        ]),
    strong === 0 ? '.' : `; ${strong} of them ${strong === 1 ? 'holds' : 'hold'} power.`,
  ];
}

export function portsCsv(rows: readonly NetworkMapExposedPort[]): string {
  return csvOf([
    [
      'from',
      'entry',
      'by',
      'hosts',
      'hops',
      'workload',
      'protocol',
      'port',
      'verdict',
      'why',
      'policies',
      'account',
      'may',
    ],
    ...rows.map((row) => [
      row.exposure,
      nameOf(row.entry),
      row.by,
      row.hosts.join(' '),
      hopsOf(row),
      row.workload === undefined ? '' : nameOf(row.workload),
      row.protocol,
      String(row.port ?? ''),
      row.verdict,
      row.why,
      row.policies.join('; '),
      row.account ?? '',
      row.may ?? '',
    ]),
  ]);
}

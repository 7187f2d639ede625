import type { NetworkMapCluster, NetworkMapPair } from '../../../src/network/map-schema.ts';
import { csvOf } from '../../report/model/export.ts';
import { filterOf } from '../../report/model/filter.ts';
import { parseSort, sortBy } from '../../report/model/sort.ts';
import type { Query } from '../../report/place/place.ts';
import { count, counted } from '../../report/words/number.ts';
import type { Sentence } from '../../report/words/sentence.ts';
import { isWhole } from '../seen.ts';

/** What the map is parted by. */
export type Parting = 'namespace' | 'scope';

export function partingOf(query: Query): Parting {
  return query['by']?.[0] === 'scope' ? 'scope' : 'namespace';
}

/** Pairs of parts; undefined where no scope is configured. */
export function pairsOf(cluster: NetworkMapCluster, by: Parting): readonly NetworkMapPair[] | undefined {
  return by === 'scope' ? cluster.scopes : cluster.namespaces;
}

/** What is in no scope is no name of the configuration, and stands last. */
export const rest = '(rest)';

/** Parts in the order that the address asks for, and those of them that match its text. */
export function shownParts(
  pairs: readonly NetworkMapPair[],
  query: Query,
): { readonly all: readonly string[]; readonly matching: readonly string[] } {
  const text = filterOf(query).text.toLowerCase();
  const open = new Map<string, number>();
  for (const { source, destination, unisolated } of pairs)
    for (const part of source === destination ? [source] : [source, destination])
      open.set(part, (open.get(part) ?? 0) + unisolated);
  const named = [...open.keys()].sort(
    (left, right) => Number(left === rest) - Number(right === rest) || (left < right ? -1 : 1),
  );
  const all = sortBy(named, parseSort(query['sort']), { open: (part) => open.get(part) ?? 0 });
  return { all, matching: all.filter((name) => name.toLowerCase().includes(text)) };
}

export type PairState = 'open' | 'rule' | 'unknown' | 'closed';

/** How a pair of parts stands by the worst of its pairs of pods. */
export function stateOf({ connected, unisolated, unknown }: NetworkMapPair): PairState {
  if (unisolated > 0) return 'open';
  if (connected > 0) return 'rule';
  return unknown > 0 ? 'unknown' : 'closed';
}

/** The answer, as a person could say it aloud. */
export function matrixSentence(cluster: NetworkMapCluster, by: Parting): Sentence {
  const { error, name } = cluster;
  if (error !== undefined) return [`Nothing is known of ${name}: it could not be read.`];
  const pairs = pairsOf(cluster, by);
  if (pairs === undefined) return ['No scope is configured.'];
  const across = pairs.filter(({ source, destination, pairs: all }) => source !== destination && all > 0);
  const open = across.filter(({ unisolated }) => unisolated > 0).length;
  const unknown = across.filter((pair) => pair.unknown > 0).length;
  return [
    `${count(open)} of ${counted(across.length, 'pair')} of different ${by}s connect because nothing isolates either side.`,
    ...(unknown > 0 ? [` Of ${count(unknown)} not everything is known.`] : []),
    ...(isWhole(cluster) ? [] : [' Not everything could be read.']),
  ];
}

export function matrixCsv(pairs: readonly NetworkMapPair[], shown: readonly string[]): string {
  const rows = new Set(shown);
  return csvOf([
    ['source', 'destination', 'connected', 'unisolated', 'unknown', 'pairs'],
    ...pairs
      .filter(({ source }) => rows.has(source))
      .map(({ source, destination, connected, unisolated, unknown, pairs: all }) => [
        source,
        destination,
        ...[connected, unisolated, unknown, all].map(String),
      ]),
  ]);
}

import {
  type Bitset,
  difference,
  has,
  intersection,
  isEmpty,
  members,
  remove,
  union,
} from '../engine/bitset.ts';
import { hasWay, type Way, waysAmong } from '../engine/families.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { PodClass } from '../engine/pod-classes.ts';
import type { Row } from '../engine/rows.ts';
import type { NetworkPod } from '../pods.ts';

/** Which classes a class can open connections to, and on which ports. */
export interface Connection {
  readonly source: number;
  readonly destination: number;
  readonly ports: Bitset;
  /** Nothing isolates either side, so that no rule has to allow it. */
  readonly unisolated: boolean;
}

/**
 * Every connection between classes of pods, one source after the other. Nothing is kept, so that a map of millions of pairs
 * costs the memory of its rows. A class of several pods connects with itself as well. Pods that policies may cover which are
 * not judged are left out: what they connect to is not known. So are connections that depend on an address that is not known.
 */
export function* connectionsOf(engine: NetworkEngine): Generator<Connection> {
  for (const connection of possibleConnectionsOf(engine)) if (!isEmpty(connection.ports)) yield connection;
}

/** A connection that is sure on some ports, and may be there on others. */
export interface PossibleConnection extends Connection {
  /** Ports beside the sure ones, which there may be none of; undefined where every port is known. */
  readonly maybe: Bitset | undefined;
}

/** With those that may be there, by an address that is not known. */
export function* possibleConnectionsOf(engine: NetworkEngine): Generator<PossibleConnection> {
  const { classes, ports: atoms } = engine.universe;
  engine.compiled.makeSets();
  const unknown = unknownClasses(engine);
  const inhabited = classes.flatMap(({ index, pods }) => (pods.length > 0 ? index : []));
  const ways = waysOf(classes);
  for (const { index: source, pods } of classes) {
    if (pods.length === 0 || unknown.has(source)) continue;
    const out = (way: Way) => engine.row(source, 'egress', way);
    const rows = ways.of(source).map(out);
    const candidates = rows.includes('open')
      ? inhabited
      : unionMembers(rows as Exclude<Row, 'open'>[], classes.length);
    for (const destination of candidates) {
      if ((destination === source && pods.length === 1) || unknown.has(destination)) continue;
      let sure: Bitset | undefined;
      let possible: Bitset | undefined;
      let unisolated = false;
      for (const way of ways.between(source, destination)) {
        const [from, into] = [out(way), engine.row(destination, 'ingress', way)];
        if (from === 'open' && into === 'open') {
          unisolated = true;
          break;
        }
        sure = united(sure, both(portsOf(from, destination), portsOf(into, source)));
        if (hasMaybe(from) || hasMaybe(into))
          possible = united(possible, both(portsOf(from, destination, true), portsOf(into, source, true)));
      }
      if (unisolated) {
        yield { source, destination, ports: atoms.all, unisolated, maybe: undefined };
        continue;
      }
      const ports = sure ?? atoms.none();
      const maybe = possible && moreOf(possible, ports, atoms.portless);
      if (maybe !== undefined || !isEmpty(ports)) yield { source, destination, ports, unisolated, maybe };
    }
  }
}

/** Ports beside the sure ones; rules that tell messages of ICMP apart are about none. */
function moreOf(possible: Bitset, sure: Bitset, portless: number): Bitset | undefined {
  const more = difference(possible, sure);
  remove(more, portless);
  return isEmpty(more) ? undefined : more;
}

/** The families that classes have, and those that two have in common. */
function waysOf(classes: readonly PodClass[]) {
  const all = waysAmong(classes);
  if (all.length === 1) return { of: () => all, between: () => all };
  const ways = classes.map((each) => all.filter((way) => hasWay(each, way)));
  const of = (index: number): readonly Way[] => ways[index] ?? all;
  return {
    of,
    between(source: number, destination: number): readonly Way[] {
      const [left, right] = [of(source), of(destination)];
      if (left.length === 2) return right;
      return right.length === 2 || left[0] === right[0] ? left : [];
    },
  };
}

function united(left: Bitset | undefined, right: Bitset | undefined): Bitset | undefined {
  if (left === undefined || right === undefined || left === right) return left ?? right;
  return union(left, right);
}

function hasMaybe(row: Row): boolean {
  return row !== 'open' && row.some(({ maybe }) => maybe !== undefined);
}

/** Classes of pods that policies may cover which are not judged. */
function unknownClasses(engine: NetworkEngine): ReadonlySet<number> {
  const { classes } = engine.universe;
  return new Set(
    classes.flatMap(({ index, pods }) => (pods.some((pod) => engine.unjudged(pod).length > 0) ? index : [])),
  );
}

function unionMembers(rows: readonly Exclude<Row, 'open'>[], below: number): number[] {
  const found = new Set<number>();
  for (const { peers, maybe } of rows.flat())
    for (const set of maybe === undefined ? [peers] : [peers, maybe])
      for (const member of members(set)) {
        if (member >= below) break;
        found.add(member);
      }
  return [...found].sort((left, right) => left - right);
}

/** Ports on which a row lets a peer through, or may do so; `all` where it is open, undefined where there are none. */
function portsOf(row: Row, peer: number, orMay = false): Bitset | 'all' | undefined {
  if (row === 'open') return 'all';
  let ports: Bitset | undefined;
  for (const cell of row) {
    const isMaybe = orMay && cell.maybe !== undefined && has(cell.maybe, peer);
    if (!isMaybe && !has(cell.peers, peer)) continue;
    ports = ports === undefined ? cell.ports : union(ports, cell.ports);
  }
  return ports;
}

function both(left: Bitset | 'all' | undefined, right: Bitset | 'all' | undefined): Bitset | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (left === 'all') return right === 'all' ? undefined : right;
  if (right === 'all' || left === right) return left;
  return intersection(left, right);
}

/** How many pairs of pods of two parts connect on some port, and how many only because nothing isolates either. */
export interface MapPair {
  readonly source: string;
  readonly destination: string;
  /** Pairs of pods that connect. */
  readonly connected: number;
  /** Of these, pairs where neither side is isolated. */
  readonly unisolated: number;
  /**
   * Pairs where that is not known: a policy that is not judged may cover one of the two, or a rule is about addresses, and
   * that of a pod is not known.
   */
  readonly unknown: number;
  /** All pairs. */
  readonly pairs: number;
}

/** The map by namespaces, in order of names; pairs without a connection are in it as well. */
export function namespaceMap(engine: NetworkEngine): MapPair[] {
  return partMap(engine, ({ namespace }) => namespace);
}

/**
 * The map by any parts of the cluster, in order of their names.
 *
 * @param partOf the part that a pod belongs to
 */
export function partMap(engine: NetworkEngine, partOf: (pod: NetworkPod) => string): MapPair[] {
  const { classes } = engine.universe;
  const parts = classes.map(({ pods }) => countsBy(pods, partOf));
  const sizes = sumOf(parts);
  const unjudged = sumOf([...unknownClasses(engine)].flatMap((index) => parts[index] ?? []));
  const counts = new Map<string, { connected: number; unisolated: number; unknown: number }>();
  for (const { source, destination, unisolated, ports } of possibleConnectionsOf(engine)) {
    const sure = !isEmpty(ports);
    for (const [from, left] of parts[source] ?? [])
      for (const [to, right] of parts[destination] ?? []) {
        const key = `${from} ${to}`;
        let count = counts.get(key);
        if (count === undefined) counts.set(key, (count = { connected: 0, unisolated: 0, unknown: 0 }));
        const pairs = source === destination && from === to ? left * (left - 1) : left * right;
        count[sure ? 'connected' : 'unknown'] += pairs;
        if (unisolated) count.unisolated += pairs;
      }
  }
  const names = [...sizes.keys()].sort();
  return names.flatMap((source) =>
    names.map((destination) => {
      const pairsOf = (of: (name: string) => number) =>
        source === destination ? of(source) * (of(source) - 1) : of(source) * of(destination);
      const pairs = pairsOf((name) => sizes.get(name) ?? 0);
      const judged = pairsOf((name) => (sizes.get(name) ?? 0) - (unjudged.get(name) ?? 0));
      const { connected = 0, unisolated = 0, unknown = 0 } = counts.get(`${source} ${destination}`) ?? {};
      return {
        source,
        destination,
        connected,
        unisolated,
        unknown: pairs - Math.max(0, judged) + unknown,
        pairs,
      };
    }),
  );
}

function countsBy(pods: readonly NetworkPod[], partOf: (pod: NetworkPod) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pod of pods) counts.set(partOf(pod), (counts.get(partOf(pod)) ?? 0) + 1);
  return counts;
}

function sumOf(all: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const counts of all) for (const [part, count] of counts) sum.set(part, (sum.get(part) ?? 0) + count);
  return sum;
}

import { type Bitset, has, intersection, isEmpty, members, union } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';

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
 * not judged are left out: what they connect to is not known.
 */
export function* connectionsOf(engine: NetworkEngine): Generator<Connection> {
  const { classes, ports: atoms } = engine.universe;
  const unknown = unknownClasses(engine);
  for (const { index: source, pods } of classes) {
    if (unknown.has(source)) continue;
    const out = engine.row(source, 'egress');
    const candidates = out === 'open' ? classes.map(({ index }) => index) : unionMembers(out, classes.length);
    for (const destination of candidates) {
      if ((destination === source && pods.length === 1) || unknown.has(destination)) continue;
      const into = engine.row(destination, 'ingress');
      if (out === 'open' && into === 'open') {
        yield { source, destination, ports: atoms.all, unisolated: true };
        continue;
      }
      const ports = both(portsOf(out, destination), portsOf(into, source));
      if (ports !== undefined && !isEmpty(ports)) yield { source, destination, ports, unisolated: false };
    }
  }
}

/** Classes of pods that policies may cover which are not judged. */
function unknownClasses(engine: NetworkEngine): ReadonlySet<number> {
  const { classes } = engine.universe;
  return new Set(
    classes.flatMap(({ index, pods }) => (pods.some((pod) => engine.unjudged(pod).length > 0) ? index : [])),
  );
}

function unionMembers(row: Exclude<ReturnType<NetworkEngine['row']>, 'open'>, below: number): number[] {
  const found = new Set<number>();
  for (const { peers } of row)
    for (const member of members(peers)) {
      if (member >= below) break;
      found.add(member);
    }
  return [...found].sort((left, right) => left - right);
}

/** Ports on which a row lets a peer through; `all` where it is open, undefined where there are none. */
function portsOf(row: ReturnType<NetworkEngine['row']>, peer: number): Bitset | 'all' | undefined {
  if (row === 'open') return 'all';
  let ports: Bitset | undefined;
  for (const cell of row) {
    if (!has(cell.peers, peer)) continue;
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

/** How many pairs of pods of two namespaces connect on some port, and how many only because nothing isolates either. */
export interface NamespacePair {
  readonly source: string;
  readonly destination: string;
  /** Pairs of pods that connect. */
  readonly connected: number;
  /** Of these, pairs where neither side is isolated. */
  readonly unisolated: number;
  /** Pairs where that is not known, because a policy that is not judged may cover one of the two. */
  readonly unknown: number;
  /** All pairs. */
  readonly pairs: number;
}

/** The map by namespaces, in order of names; pairs without a connection are in it as well. */
export function namespaceMap(engine: NetworkEngine): NamespacePair[] {
  const { classes } = engine.universe;
  const sizes = new Map<string, number>();
  for (const { example, pods } of classes)
    sizes.set(example.namespace, (sizes.get(example.namespace) ?? 0) + pods.length);
  const counts = new Map<string, { connected: number; unisolated: number }>();
  for (const { source, destination, unisolated } of connectionsOf(engine)) {
    const from = classes[source];
    const to = classes[destination];
    if (from === undefined || to === undefined) continue;
    const key = `${from.example.namespace} ${to.example.namespace}`;
    let count = counts.get(key);
    if (count === undefined) counts.set(key, (count = { connected: 0, unisolated: 0 }));
    const pairs =
      source === destination ? from.pods.length * (from.pods.length - 1) : from.pods.length * to.pods.length;
    count.connected += pairs;
    if (unisolated) count.unisolated += pairs;
  }
  const covered = new Map<string, number>();
  for (const index of unknownClasses(engine)) {
    const of = classes[index];
    if (of !== undefined)
      covered.set(of.example.namespace, (covered.get(of.example.namespace) ?? 0) + of.pods.length);
  }
  const names = [...sizes.keys()].sort();
  return names.flatMap((source) =>
    names.map((destination) => {
      const of = (name: string) => sizes.get(name) ?? 0;
      const pairs = source === destination ? of(source) * (of(source) - 1) : of(source) * of(destination);
      const { connected = 0, unisolated = 0 } = counts.get(`${source} ${destination}`) ?? {};
      const known = (name: string) => of(name) - (covered.get(name) ?? 0);
      const judged =
        source === destination ? known(source) * (known(source) - 1) : known(source) * known(destination);
      return { source, destination, connected, unisolated, unknown: pairs - Math.max(0, judged), pairs };
    }),
  );
}

import type { Family } from '../address.ts';
import { type Bitset, has, isEqual } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { Cell } from '../engine/rule-cells.ts';
import type { NetworkPod } from '../pods.ts';
import { mayHoldNodes } from '../private-networks.ts';
import { sideOf } from './ask.ts';
import type { End } from './ends.ts';
import type { Places, Target } from './infrastructure-places.ts';
import { nodeEnds } from './node-ends.ts';
import { familiesOf } from './pod-families.ts';

/** Whether policies let a pod connect; `unknown` also where nothing says at which address. */
export type Reach = 'yes' | 'no' | 'unknown';

/** Of several of which one is enough. */
export function mostReach(reaches: Iterable<Reach>): Reach {
  let most: Reach = 'no';
  for (const reach of reaches) {
    if (reach === 'yes') return 'yes';
    if (reach === 'unknown') most = 'unknown';
  }
  return most;
}

/** Whether the policies of a pod let it out to one of some places. */
export function letOut(engine: NetworkEngine, pod: NetworkPod, places: Places): Reach {
  const reach = mostReach(eachPlace(engine, pod, places));
  return reach === 'yes' && places.isGuess === true ? 'unknown' : reach;
}

function* eachPlace(engine: NetworkEngine, pod: NetworkPod, places: Places): Iterable<Reach> {
  for (const target of places.targets) yield toTarget(engine, pod, target);
  for (const port of places.nodePorts) yield toNodes(engine, pod, port);
  if (places.somewhere) yield somewhere(engine, pod, engine.universe.ports.tcp);
}

/** To an address by a family that the pod has, or may have. */
function toTarget(engine: NetworkEngine, pod: NetworkPod, { end, port }: Target): Reach {
  const { sure, maybe } = familiesOf(engine, pod);
  const family = end.address?.family;
  if (family === undefined || sure.includes(family)) return asked(engine, pod, end, port);
  if (!maybe.includes(family)) return 'no';
  return asked(engine, pod, end, port) === 'no' ? 'no' : 'unknown';
}

/** To a port of TCP at some node. */
function toNodes(engine: NetworkEngine, pod: NetworkPod, port: number): Reach {
  const known = ([4, 6] as const).flatMap((family) => nodeEnds(engine, family));
  // The own node may be told apart from the others: https://docs.cilium.io/en/stable/security/policy/language/#entities-based
  const own = engine.nodes
    .filter(({ name }) => name === pod.nodeName)
    .flatMap(({ name, addresses }) => addresses.map((address): End => ({ address, node: name })));
  const reach = mostReach([...known, ...own].map((end) => toTarget(engine, pod, { end, port })));
  const areAll = known.length > 0 && engine.cluster.knowledgeOf('', 'Node').complete;
  if (reach !== 'no' || areAll) return reach;
  const unread = toUnknownNode(engine, pod, port);
  return known.length > 0 && unread === 'yes' ? 'unknown' : unread;
}

/** A node of which no address is known: the own one of the pod, or another. */
function toUnknownNode(engine: NetworkEngine, pod: NetworkPod, port: number): Reach {
  const reach = mostReach(
    ['', ...(pod.nodeName === undefined ? [] : [pod.nodeName])].map((node) =>
      asked(engine, pod, { node }, port),
    ),
  );
  if (reach !== 'unknown') return reach;
  const { ports } = engine.universe;
  const one = ports.none();
  ports.range(one, 'TCP', port, port);
  return somewhere(engine, pod, one) === 'yes' ? 'yes' : 'unknown';
}

function asked(engine: NetworkEngine, pod: NetworkPod, destination: End, port: number): Reach {
  const endpoint = { type: 'pod', namespace: pod.namespace, name: pod.name } as const;
  const node = destination.address === undefined ? undefined : engine.nodeAt(destination.address);
  const { verdict } = sideOf('egress', {
    engine,
    source: { pod },
    destination: { ...(node !== undefined && { node }), ...destination },
    question: { source: endpoint, destination: endpoint, protocol: 'TCP', port },
  });
  return verdict === 'allow' ? 'yes' : verdict === 'deny' ? 'no' : 'unknown';
}

/**
 * To an address that is not known, which is that of a node or of a server outside: a pod that is let out to all of a family
 * that it has on all of these ports reaches it, and one that is let out to none of them does not.
 */
function somewhere(engine: NetworkEngine, pod: NetworkPod, ports: Bitset): Reach {
  if (pod.hostNetwork) return 'yes';
  if (engine.unjudged(pod).length > 0) return 'unknown';
  if (!engine.profile.enforces) return 'yes';
  const { universe, profile } = engine;
  const row = engine.row(universe.classOf(pod), 'egress');
  if (row === 'open') return 'yes';
  const { sure, maybe } = familiesOf(engine, pod);
  const isEverywhere = ({ peers }: Cell): boolean =>
    isEqual(peers, universe.everybody) ||
    (profile.options.ipBlockMatchesNodes &&
      sure.some((family) => placesOf(engine, family).every((place) => has(peers, place))));
  const isSomewhere = ({ peers, maybe: perhaps }: Cell): boolean =>
    [...sure, ...maybe].some((family) =>
      placesOf(engine, family).some(
        (place) => has(peers, place) || (perhaps !== undefined && has(perhaps, place)),
      ),
    );
  let open = 0;
  let touched = 0;
  let count = 0;
  for (let atom = 0; atom < universe.ports.size; atom++) {
    if (!has(ports, atom)) continue;
    count++;
    const cells = row.filter((cell) => has(cell.ports, atom));
    if (cells.some(isEverywhere)) open++;
    if (cells.some(isSomewhere)) touched++;
  }
  if (open === count) return 'yes';
  return touched === 0 ? 'no' : 'unknown';
}

const places = new WeakMap<NetworkEngine, Map<Family, readonly number[]>>();

/** The blocks of a family that may hold a node, by their number among all ends. */
function placesOf(engine: NetworkEngine, family: Family): readonly number[] {
  const known = places.get(engine) ?? new Map<Family, readonly number[]>();
  places.set(engine, known);
  let found = known.get(family);
  if (found === undefined) {
    const { blocks, firstBlock } = engine.universe;
    found = blocks.flatMap((block, at) =>
      block.family === family && mayHoldNodes(block) ? firstBlock + at : [],
    );
    known.set(family, found);
  }
  return found;
}

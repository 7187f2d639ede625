import { asList, asMap, asText } from '../../cluster/index.ts';
import { type Address, type Family, isSelected, parseAddress } from '../address.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { protocolsOf, Universe } from '../engine/universe.ts';
import type { AddressSelection, Direction, Policy, PortSelection, Rule } from '../policies/policy.ts';
import { type Lint, pathOfPlace } from './finding.ts';

const directions = ['ingress', 'egress'] as const;

const universes = new WeakMap<NetworkEngine, Universe>();

/** Classes that every policy tells apart, also those that nobody enforces. */
function universeOfAll(engine: NetworkEngine): Universe {
  const { cluster, pods, policies, profile } = engine;
  let universe = universes.get(engine);
  if (universe === undefined)
    universes.set(engine, (universe = new Universe(cluster, pods, policies, profile.options)));
  return universe;
}

/** The pods of today as policies select them, whether or not anybody enforces policies. */
function subjects(universe: Universe, policy: Policy): readonly number[] {
  return [...universe.selections.membersOf(policy.subject)].filter(
    (index) => index < universe.classes.length,
  );
}

export function* subjectsOfNobody(engine: NetworkEngine): Iterable<Lint> {
  const universe = universeOfAll(engine);
  for (const policy of engine.policies)
    if (subjects(universe, policy).length === 0)
      yield {
        rule: 'selects-nobody',
        object: policy.object,
        path: ['spec'],
        message: 'Its selector takes no pod or workload that is here.',
      };
}

export function* peersOfNobody(engine: NetworkEngine): Iterable<Lint> {
  const universe = universeOfAll(engine);
  for (const { policy, rule } of rulesOf(engine)) {
    if (rule.peers === undefined || !rule.peers.every((peer) => 'pods' in peer)) continue;
    const isNobody = rule.peers.every(
      (peer) =>
        'pods' in peer && universe.selections.membersOf(peer.pods)[Symbol.iterator]().next().done === true,
    );
    if (isNobody)
      yield {
        rule: 'peer-selects-nobody',
        object: policy.object,
        path: pathOfPlace(rule.place),
        message: `${rule.place} is about pods that are not here.`,
      };
  }
}

/** Names of ports that none of the pods has that the rule is about: the subjects of ingress, the peers of egress. */
export function* portNames(engine: NetworkEngine): Iterable<Lint> {
  const universe = universeOfAll(engine);
  for (const { policy, direction, rule } of rulesOf(engine)) {
    const named = (rule.ports ?? []).filter((port) => 'name' in port);
    if (named.length === 0) continue;
    const reached = direction === 'ingress' ? subjects(universe, policy) : peersOf(universe, rule);
    if (reached.length === 0) continue;
    for (const port of named)
      if (!reached.some((index) => hasPort(universe, index, port)))
        yield {
          rule: 'port-name-unknown',
          object: policy.object,
          path: pathOfPlace(rule.place),
          message: `${rule.place} names port ${port.name}, which none of ${reached.length === 1 ? 'the pods' : 'the pods that it is about'} has.`,
        };
  }
}

function peersOf(universe: Universe, { peers }: Rule): readonly number[] {
  if (peers === undefined) return universe.classes.map(({ index }) => index);
  return peers.flatMap((peer) =>
    'pods' in peer
      ? [...universe.selections.membersOf(peer.pods)].filter((index) => index < universe.classes.length)
      : [],
  );
}

function hasPort(universe: Universe, index: number, port: Extract<PortSelection, { name: string }>): boolean {
  const { namedPorts } = universe.classes[index]?.example ?? {};
  return protocolsOf(port).some((protocol) => namedPorts?.has(`${protocol}/${port.name}`) === true);
}

/**
 * Blocks that hold the address of a pod that runs, or of a Service; a block of everybody is meant for the outside.
 *
 * @param most last less first address of a block: a wider one is meant as a network, and no list of pods
 */
export function* blocksOfPods(engine: NetworkEngine, most = 0xffffn): Iterable<Lint> {
  const pods = new AddressesInOrder(
    engine.pods.flatMap(({ hostNetwork, addresses, namespace, name }) =>
      hostNetwork ? [] : addresses.map((address) => ({ address, name: `${namespace}/${name}` })),
    ),
  );
  const services = new AddressesInOrder(serviceAddresses(engine));
  for (const { policy, rule } of rulesOf(engine))
    for (const peer of rule.peers ?? []) {
      if (!('addresses' in peer)) continue;
      const { block } = peer.addresses;
      if (block.last - block.first > most) continue;
      const pod = pods.firstIn(peer.addresses);
      const service = pod === undefined ? services.firstIn(peer.addresses) : undefined;
      if (pod === undefined && service === undefined) continue;
      const without = engine.profile.options.ipBlockMatchesPods
        ? ''
        : ', which this plugin does not match by ipBlock';
      yield {
        rule: 'block-of-pods',
        object: policy.object,
        path: pathOfPlace(rule.place),
        message:
          pod === undefined
            ? `${rule.place} has a block that holds Service ${service?.name}: policies see the addresses of the pods behind it.`
            : `${rule.place} has a block that holds pods such as ${pod.name}${without}.`,
      };
    }
}

interface NamedAddress {
  readonly name: string;
  readonly address: Address;
}

/** Addresses in the order of their numbers, so that a block is looked up and not gone through. */
class AddressesInOrder {
  readonly #byFamily: Readonly<Record<Family, readonly NamedAddress[]>>;

  constructor(addresses: readonly NamedAddress[]) {
    const of = (family: Family) =>
      addresses
        .filter(({ address }) => address.family === family)
        .sort(({ address: left }, { address: right }) =>
          left.value < right.value ? -1 : Number(left.value > right.value),
        );
    this.#byFamily = { 4: of(4), 6: of(6) };
  }

  firstIn(selection: AddressSelection): NamedAddress | undefined {
    const { first, last, family } = selection.block;
    const all = this.#byFamily[family];
    let low = 0;
    for (let high = all.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((all[middle] as NamedAddress).address.value < first) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at < all.length; at++) {
      const each = all[at] as NamedAddress;
      if (each.address.value > last) return undefined;
      if (isSelected(each.address, selection)) return each;
    }
    return undefined;
  }
}

/**
 * Addresses of Services, which most plugins never see: they judge a packet after it got the address of a pod. The agent of
 * the VPC CNI judges before.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
 */
function serviceAddresses({ cluster, profile }: NetworkEngine) {
  if (profile.id.startsWith('eks-vpc-cni')) return [];
  return [...cluster.ofKind('', 'Service')].flatMap(({ namespace, name, body }) =>
    asList(asMap(body['spec'])['clusterIPs']).flatMap((text) => {
      const address = parseAddress(asText(text));
      return address === undefined ? [] : { name: `${namespace}/${name}`, address };
    }),
  );
}

interface RuleOf {
  readonly policy: Policy;
  readonly direction: Direction;
  readonly rule: Rule;
}

function* rulesOf({ policies }: NetworkEngine): Iterable<RuleOf> {
  for (const policy of policies)
    for (const direction of directions)
      for (const rule of policy.rules[direction] ?? []) yield { policy, direction, rule };
}

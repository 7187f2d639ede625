import type { Cluster } from '../../cluster/index.ts';
import { type Address, type Block, cutBlocks, isSelected } from '../address.ts';
import type { NetworkPod } from '../pods.ts';
import type { AddressSelection, Clause, Peer, Policy, PortSelection } from '../policies/policy.ts';
import type { ProfileOptions } from '../profile.ts';
import type { Protocol } from '../question.ts';
import {
  add as addMember,
  type Bitset,
  emptySet,
  fullSet,
  intersect,
  isEmpty,
  subtract,
  union,
  unite,
} from './bitset.ts';
import { askedOfPods, type PodClass, peersIn, podClasses, rulesIn } from './pod-classes.ts';
import { PortAtoms } from './port-atoms.ts';
import { SelectionIndex } from './selection.ts';

/** Peers of a rule: those that it surely takes, and those whose address is not known, so that it may take them. */
export interface PeerSet {
  readonly sure: Bitset;
  readonly maybe?: Bitset;
}

/**
 * Everybody that a connection can come from or go to, as small numbers: classes of pods first, then blocks of addresses
 * outside the cluster that no policy tells apart.
 */
export class Universe {
  readonly cluster: Cluster;
  readonly options: ProfileOptions;
  readonly classes: readonly PodClass[];
  readonly blocks: readonly Block[];
  readonly size: number;
  readonly everybody: Bitset;
  readonly ports: PortAtoms;
  readonly selections: SelectionIndex;
  readonly #classOf = new Map<NetworkPod, number>();
  readonly #byAddress = new Map<bigint, NetworkPod>();
  readonly #addressSets = new Map<string, PeerSet>();
  #pieces:
    | { readonly byPiece: ReadonlyMap<number, readonly number[]>; readonly unknown: readonly number[] }
    | undefined;
  readonly #namedPorts = new Map<string, ReadonlyMap<number, Bitset>>();

  constructor(
    cluster: Cluster,
    pods: readonly NetworkPod[],
    policies: readonly Policy[],
    options: ProfileOptions,
  ) {
    this.cluster = cluster;
    this.options = options;
    this.blocks = cutBlocks(blocksOf(policies));
    const asked = askedOfPods(policies);
    this.classes = podClasses(pods, asked, (address) => this.#pieceOf(address));
    this.size = this.classes.length + this.blocks.length;
    this.everybody = fullSet(this.size);
    this.selections = new SelectionIndex(cluster, this.classes, this.size, asked.labels);
    this.ports = new PortAtoms(portsOf(policies, pods));
    for (const { index, pods: of } of this.classes)
      for (const pod of of) {
        this.#classOf.set(pod, index);
        // Pods in the network of their node share its address with the node and with each other.
        if (!pod.hostNetwork)
          for (const address of pod.addresses) this.#byAddress.set(addressKey(address), pod);
      }
  }

  classOf(pod: NetworkPod): number {
    return this.#classOf.get(pod) ?? -1;
  }

  /** The pod that has an address, else undefined. */
  podAt(address: Address): NetworkPod | undefined {
    return this.#byAddress.get(addressKey(address));
  }

  /** The number of the block of an address outside. */
  blockAt(address: Address): number {
    return this.classes.length + this.#pieceOf(address);
  }

  #pieceOf(address: Address): number {
    let low = 0;
    let high = this.blocks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const block = this.blocks[middle];
      const isBelow =
        block !== undefined &&
        (block.family < address.family || (block.family === address.family && block.first <= address.value));
      if (isBelow) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  peers(peers: readonly Peer[] | undefined): PeerSet {
    if (peers === undefined) return { sure: this.everybody };
    const [only] = peers;
    if (peers.length === 1 && only !== undefined && 'addresses' in only)
      return this.#addresses(only.addresses);
    const sure = emptySet(this.size);
    let maybe: Bitset | undefined;
    for (const peer of peers)
      if ('every' in peer) {
        const set = this.#every(peer.every);
        unite(sure, set.sure);
        if (set.maybe !== undefined) unite((maybe ??= emptySet(this.size)), set.maybe);
      } else if ('pods' in peer) this.selections.addTo(sure, peer.pods);
      else if ('nodes' in peer) this.#addNodes(peer, sure, (maybe ??= emptySet(this.size)));
      else {
        const set = this.#addresses(peer.addresses);
        unite(sure, set.sure);
        if (set.maybe !== undefined) unite((maybe ??= emptySet(this.size)), set.maybe);
      }
    return { sure, ...(maybe !== undefined && { maybe }) };
  }

  /** Those that all clauses surely take, and those that all may take. */
  #every(clauses: readonly Clause[]): PeerSet {
    const sure = this.everybody.slice();
    const maybe = this.everybody.slice();
    for (const { any, not = false } of clauses) {
      const taken = this.peers(any);
      const possible = taken.maybe === undefined ? taken.sure : union(taken.sure, taken.maybe);
      if (not) {
        subtract(sure, possible);
        subtract(maybe, taken.sure);
      } else {
        intersect(sure, taken.sure);
        intersect(maybe, possible);
      }
    }
    subtract(maybe, sure);
    return isEmpty(maybe) ? { sure } : { sure, maybe };
  }

  /** Pods in the network of a node are taken for those of other nodes, for a class does not tell which node they are on. */
  #addNodes(peer: Extract<Peer, { nodes: unknown }>, sure: Bitset, maybe: Bitset): void {
    const isUnresolved = 'unresolved' in peer;
    if (isUnresolved)
      for (let block = this.classes.length; block < this.size; block++) addMember(maybe, block);
    if (peer.nodes === false) return;
    for (const { index, example } of this.classes)
      if (example.hostNetwork) addMember(peer.nodes === 'other' ? sure : maybe, index);
  }

  /** Classes that have a named port, by its number. */
  namedPort(protocol: Protocol, name: string): ReadonlyMap<number, Bitset> {
    const key = `${protocol}/${name}`;
    let byNumber = this.#namedPorts.get(key);
    if (byNumber !== undefined) return byNumber;
    const sets = new Map<number, Bitset>();
    for (const { index, example } of this.classes) {
      if (example.hostNetwork) continue;
      for (const number of example.namedPorts.get(key) ?? []) {
        let set = sets.get(number);
        if (set === undefined) sets.set(number, (set = emptySet(this.size)));
        addMember(set, index);
      }
    }
    this.#namedPorts.set(key, (byNumber = sets));
    return byNumber;
  }

  /** Classes by the pieces that their addresses are in, and those whose addresses are not known. */
  #classesByPiece() {
    if (this.#pieces !== undefined) return this.#pieces;
    const byPiece = new Map<number, number[]>();
    const unknown: number[] = [];
    for (const { index, example } of this.classes) {
      if (example.addresses.length === 0) unknown.push(index);
      for (const address of example.addresses) {
        const piece = this.#pieceOf(address);
        const known = byPiece.get(piece);
        if (known === undefined) byPiece.set(piece, [index]);
        else known.push(index);
      }
    }
    return (this.#pieces = { byPiece, unknown });
  }

  #addresses({ block, except, matchesPods, matchesNodes }: AddressSelection): PeerSet {
    const pods = matchesPods ?? this.options.ipBlockMatchesPods;
    const nodes = matchesNodes ?? this.options.ipBlockMatchesNodes;
    const key = `${pods} ${nodes} ${[block, ...except].map(({ family, first, last }) => `${family}/${first}-${last}`).join(' ')}`;
    const known = this.#addressSets.get(key);
    if (known !== undefined) return known;
    const sure = emptySet(this.size);
    let maybe: Bitset | undefined;
    const { byPiece, unknown } = this.#classesByPiece();
    const add = (to: Bitset, index: number): void => {
      if (this.classes[index]?.example.hostNetwork === true ? nodes : pods) addMember(to, index);
    };
    for (const [index, piece] of this.blocks.entries()) {
      if (!isSelected({ family: piece.family, value: piece.first }, { block, except })) continue;
      addMember(sure, this.classes.length + index);
      for (const each of byPiece.get(index) ?? []) add(sure, each);
    }
    for (const each of unknown) add((maybe ??= emptySet(this.size)), each);
    const set = { sure, ...(maybe !== undefined && { maybe }) };
    this.#addressSets.set(key, set);
    return set;
  }
}

/** One number for the addresses of both families. */
function addressKey({ family, value }: Address): bigint {
  return family === 4 ? value : value | (1n << 128n);
}

function blocksOf(policies: readonly Policy[]): Block[] {
  const blocks: Block[] = [];
  for (const rule of rulesIn(policies))
    for (const peer of peersIn(rule))
      if ('addresses' in peer) blocks.push(peer.addresses.block, ...peer.addresses.except);
  return blocks;
}

function* portsOf(
  policies: readonly Policy[],
  pods: readonly NetworkPod[],
): Iterable<{ protocol: Protocol; first: number; last: number }> {
  const names = new Set<string>();
  for (const { ports = [], notPorts = [] } of rulesIn(policies))
    for (const port of [...ports, ...notPorts])
      if ('name' in port) names.add(port.name);
      else yield port;
  for (const { namedPorts } of pods)
    for (const [key, numbers] of namedPorts) {
      const [protocol, name = ''] = key.split('/');
      if (names.has(name))
        for (const number of numbers) yield { protocol: protocol as Protocol, first: number, last: number };
    }
}

/** Protocols that a port selection speaks of. */
export function protocolsOf({ protocol }: PortSelection): readonly Protocol[] {
  return protocol === undefined ? ['TCP', 'UDP', 'SCTP'] : [protocol];
}

import type { Cluster } from '../../cluster/index.ts';
import type { Address, Block, Family } from '../address.ts';
import type { NetworkPod } from '../pods.ts';
import type { AddressSelection, Clause, Peer, Policy, PortSelection } from '../policies/policy.ts';
import type { ProfileOptions } from '../profile.ts';
import type { Protocol } from '../question.ts';
import { Atoms } from './atoms.ts';
import {
  add as addMember,
  type Bitset,
  emptySet,
  intersect,
  isEmpty,
  subtract,
  union,
  unite,
} from './bitset.ts';
import { type PodClass, PodClasses } from './pod-classes.ts';
import type { PortAtoms } from './port-atoms.ts';
import { KnownRuleSets, type PeerSet } from './rule-sets.ts';
import { SelectionIndex } from './selection.ts';

/** What a universe is made of; sets of rules and of selections where they are those of an earlier one. */
interface Parts {
  readonly atoms: Atoms;
  readonly podClasses: PodClasses;
  readonly ruleSets?: KnownRuleSets;
  readonly selections?: SelectionIndex;
}

/** What is else in a cluster that policies see. */
export interface UniverseChange {
  readonly cluster: Cluster;
  readonly pods: readonly NetworkPod[];
  readonly added: readonly NetworkPod[];
  readonly removed: readonly NetworkPod[];
  /** Policies that are new. */
  readonly policies: readonly Policy[];
  /** Names of namespaces whose labels may be others. */
  readonly namespaces: ReadonlySet<string>;
}

/** A universe that came of an earlier one. */
export interface LaterUniverse {
  readonly universe: Universe;
  /** Classes that policies may take otherwise than before. */
  readonly touched: ReadonlySet<number>;
  /** Whether ports have other numbers, so that no row can be kept. */
  readonly hasNewPorts: boolean;
}

/**
 * Everybody that a connection can come from or go to, as small numbers: classes of pods first, then blocks of addresses
 * outside the cluster that no policy tells apart.
 */
export class Universe {
  readonly options: ProfileOptions;
  readonly classes: readonly PodClass[];
  readonly blocks: readonly Block[];
  /** The number of the first block; between the classes and it there may be room for more of them. */
  readonly firstBlock: number;
  readonly size: number;
  readonly everybody: Bitset;
  readonly ports: PortAtoms;
  readonly selections: SelectionIndex;
  readonly ruleSets: KnownRuleSets;
  readonly #parts: Parts;
  readonly #pods: readonly NetworkPod[];
  #byAddress: ReadonlyMap<bigint, NetworkPod> | undefined;
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
    parts: Parts = partsOf(pods, policies),
  ) {
    const { atoms, podClasses } = parts;
    this.#parts = parts;
    this.#pods = pods;
    this.options = options;
    this.blocks = atoms.blocks;
    this.ports = atoms.ports;
    this.classes = podClasses.classes;
    this.firstBlock = podClasses.room;
    this.size = this.firstBlock + this.blocks.length;
    this.everybody = emptySet(this.size);
    for (const { index, pods: of } of this.classes) if (of.length > 0) addMember(this.everybody, index);
    for (let block = this.firstBlock; block < this.size; block++) addMember(this.everybody, block);
    this.ruleSets = parts.ruleSets ?? new KnownRuleSets();
    this.selections =
      parts.selections ?? new SelectionIndex(cluster, this.classes, this.size, atoms.asked.labels);
  }

  /**
   * The same numbers for a later state, and the classes that policies may take otherwise than before; ports alone may have
   * others. Undefined where numbers have to be given anew: a policy tells apart what was one, as a label or a block that none
   * names yet; a port has another number under a name that one asks for; or there is no room for more classes.
   */
  after({ cluster, pods, added, removed, policies, namespaces }: UniverseChange): LaterUniverse | undefined {
    const atoms = this.#parts.atoms.after(policies, added);
    if (atoms === undefined) return undefined;
    const hasNewPorts = atoms !== this.#parts.atoms;
    const ruleSets = hasNewPorts ? new KnownRuleSets() : this.ruleSets;
    const { options, selections } = this;
    if (added.length + removed.length + namespaces.size === 0) {
      if (!hasNewPorts) return { universe: this, touched: new Set(), hasNewPorts };
      const parts = { atoms, podClasses: this.#parts.podClasses, ruleSets, selections };
      return { universe: new Universe(cluster, pods, [], options, parts), touched: new Set(), hasNewPorts };
    }
    const others = this.#parts.podClasses.with(added, removed);
    if (others === undefined) return undefined;
    const { podClasses } = others;
    const touched = new Set(others.touched);
    if (namespaces.size > 0)
      for (const { index, example } of podClasses.classes)
        if (namespaces.has(example.namespace)) touched.add(index);
    const universe = new Universe(cluster, pods, [], options, { atoms, podClasses, ruleSets });
    return { universe, touched, hasNewPorts };
  }

  /** Other numbers for a later state, in which what either state's policies tell apart is told apart. */
  anew({ cluster, pods, policies }: UniverseChange, inForce: readonly Policy[]): Universe {
    const atoms = this.#parts.atoms.with(policies, pods);
    return new Universe(cluster, pods, inForce, this.options, atoms && partsWith(pods, atoms));
  }

  classOf(pod: NetworkPod): number {
    return this.#parts.podClasses.of(pod);
  }

  /** The pod that has an address, else undefined. Pods in the network of their node share its address with it. */
  podAt(address: Address): NetworkPod | undefined {
    if (this.#byAddress === undefined) {
      const found = new Map<bigint, NetworkPod>();
      for (const pod of this.#pods)
        if (!pod.hostNetwork) for (const each of pod.addresses) found.set(addressKey(each), pod);
      this.#byAddress = found;
    }
    return this.#byAddress.get(addressKey(address));
  }

  /** The number of the block of an address outside. */
  blockAt(address: Address): number {
    return this.firstBlock + this.#parts.atoms.pieceOf(address);
  }

  /** @param family of the address that a connection uses; absent: any that an end has */
  peers(peers: readonly Peer[] | undefined, family?: Family): PeerSet {
    if (peers === undefined) return { sure: this.everybody };
    const [only] = peers;
    if (peers.length === 1 && only !== undefined && 'addresses' in only)
      return this.#addresses(only.addresses, family);
    const sure = emptySet(this.size);
    let maybe: Bitset | undefined;
    const unknown = new Set<string>();
    for (const peer of peers)
      if ('addresses' in peer) {
        this.#addAddresses(sure, peer.addresses, family);
        const matches = this.#matching(peer.addresses);
        const key = `${matches.pods} ${matches.nodes}`;
        // Whoever has no known address may be in any block: that is said once and not for each.
        if (!unknown.has(key) && this.#classesByPiece().unknown.length > 0)
          this.#addUnknown((maybe ??= emptySet(this.size)), matches);
        unknown.add(key);
      } else if ('every' in peer) {
        const set = this.#every(peer.every, family);
        unite(sure, set.sure);
        if (set.maybe !== undefined) unite((maybe ??= emptySet(this.size)), set.maybe);
      } else if ('pods' in peer) this.selections.addTo(sure, peer.pods);
      else this.#addNodes(peer, sure, (maybe ??= emptySet(this.size)));
    return { sure, ...(maybe !== undefined && { maybe }) };
  }

  /** Those that all clauses surely take, and those that all may take. */
  #every(clauses: readonly Clause[], family?: Family): PeerSet {
    const sure = this.everybody.slice();
    const maybe = this.everybody.slice();
    for (const { any, not = false } of clauses) {
      const taken = this.peers(any, family);
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
    if (isUnresolved) for (let block = this.firstBlock; block < this.size; block++) addMember(maybe, block);
    if (peer.nodes === false) return;
    for (const { index, example, pods } of this.classes)
      if (example.hostNetwork && pods.length > 0) addMember(peer.nodes === 'other' ? sure : maybe, index);
  }

  /** Classes that have a named port, by its number. */
  namedPort(protocol: Protocol, name: string): ReadonlyMap<number, Bitset> {
    const key = `${protocol}/${name}`;
    let byNumber = this.#namedPorts.get(key);
    if (byNumber !== undefined) return byNumber;
    const sets = new Map<number, Bitset>();
    for (const { index, example, pods } of this.classes) {
      if (example.hostNetwork || pods.length === 0) continue;
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
    for (const { index, example, pods } of this.classes) {
      if (pods.length === 0) continue;
      if (example.addresses.length === 0) unknown.push(index);
      for (const address of example.addresses) {
        const piece = this.#parts.atoms.pieceOf(address);
        const known = byPiece.get(piece);
        if (known === undefined) byPiece.set(piece, [index]);
        else known.push(index);
      }
    }
    return (this.#pieces = { byPiece, unknown });
  }

  /** The same set for the same addresses, which many rules name. */
  #addresses(selection: AddressSelection, family?: Family): PeerSet {
    const { block, except } = selection;
    const matches = this.#matching(selection);
    const isOther = family !== undefined && family !== block.family;
    const key = `${matches.pods} ${matches.nodes} ${isOther} ${[block, ...except].map((each) => `${each.family}/${each.first}-${each.last}`).join(' ')}`;
    const known = this.#addressSets.get(key);
    if (known !== undefined) return known;
    const sure = emptySet(this.size);
    this.#addAddresses(sure, selection, family);
    let maybe: Bitset | undefined;
    if (this.#classesByPiece().unknown.length > 0) this.#addUnknown((maybe = emptySet(this.size)), matches);
    const set = { sure, ...(maybe !== undefined && { maybe }) };
    this.#addressSets.set(key, set);
    return set;
  }

  /** Which classes addresses take. */
  #matching({ matchesPods, matchesNodes }: AddressSelection): Matching {
    return {
      pods: matchesPods ?? this.options.ipBlockMatchesPods,
      nodes: matchesNodes ?? this.options.ipBlockMatchesNodes,
    };
  }

  /** The blocks of some addresses, and whoever has one in them: by their places, which lie side by side. */
  #addAddresses(to: Bitset, selection: AddressSelection, family?: Family): void {
    const { block, except } = selection;
    if (family !== undefined && family !== block.family) return;
    const matches = this.#matching(selection);
    const { byPiece } = this.#classesByPiece();
    const cuts = except.map((each) => this.#placesOf(each)).sort((left, right) => left.first - right.first);
    const { first, last } = this.#placesOf(block);
    let cut = 0;
    let skipTo = 0;
    for (let at = first; at <= last; at++) {
      for (let each = cuts[cut]; each !== undefined && each.first <= at; each = cuts[++cut])
        skipTo = Math.max(skipTo, each.last + 1);
      if (at < skipTo) continue;
      addMember(to, this.firstBlock + at);
      for (const index of byPiece.get(at) ?? []) this.#addClass(to, index, matches);
    }
  }

  #placesOf({ family, first, last }: Block): { readonly first: number; readonly last: number } {
    const { atoms } = this.#parts;
    return { first: atoms.pieceOf({ family, value: first }), last: atoms.pieceOf({ family, value: last }) };
  }

  /** Those of whom no address is known. */
  #addUnknown(to: Bitset, matches: Matching): void {
    for (const index of this.#classesByPiece().unknown) this.#addClass(to, index, matches);
  }

  #addClass(to: Bitset, index: number, { pods, nodes }: Matching): void {
    if (this.classes[index]?.example.hostNetwork === true ? nodes : pods) addMember(to, index);
  }
}

/** Whether addresses take pods, and what is in the network of a node. */
interface Matching {
  readonly pods: boolean;
  readonly nodes: boolean;
}

/** One number for the addresses of both families. */
function addressKey({ family, value }: Address): bigint {
  return family === 4 ? value : value | (1n << 128n);
}

function partsOf(pods: readonly NetworkPod[], policies: readonly Policy[]): Parts {
  return partsWith(pods, Atoms.of(policies, pods));
}

function partsWith(pods: readonly NetworkPod[], atoms: Atoms): Parts {
  return { atoms, podClasses: PodClasses.of(pods, atoms) };
}

/** Protocols that a port selection speaks of. */
export function protocolsOf({ protocol }: PortSelection): readonly Protocol[] {
  return protocol === undefined ? ['TCP', 'UDP', 'SCTP'] : [protocol];
}

import { isDeepStrictEqual } from 'node:util';
import { type ClusterObject, compareText } from '../../cluster/index.ts';
import { type Block, cutBlocks } from '../address.ts';
import { type Bitset, difference, has, members } from '../engine/bitset.ts';
import { type Way, waysAmong } from '../engine/families.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { PortAtoms } from '../engine/port-atoms.ts';
import { policyKinds } from '../policies/read-policies.ts';
import { publicAddresses } from '../private-networks.ts';
import { ChangeSide, type CommonNumbers } from './change-side.ts';
import { changedAddresses } from './changed-addresses.ts';
import { changedPairs, groupedPairs } from './changed-pairs.ts';
import { type Both, type CommonWorkloads, commonWorkloads, type WorkloadName } from './common-workloads.ts';
import type { ChangeKind } from './compared.ts';
import { joined } from './external.ts';
import { portsText } from './ports-text.ts';

/** Workloads at one end, in as few words as they need. */
export interface WorkloadSet {
  /** Every workload of both states, but for the one at the other end; the rest is empty then. */
  readonly everybody: boolean;
  /** Namespaces of which it is every workload, but for one at the other end. */
  readonly namespaces: readonly string[];
  /** The others, by name. */
  readonly workloads: readonly WorkloadName[];
  /** How many all these are. */
  readonly count: number;
}

/** Addresses outside the cluster at one end. */
export interface AddressSet {
  readonly ranges: readonly Block[];
  /** Where they are all public IPv4 addresses, or all but a few ranges: these. */
  readonly internetBut?: readonly Block[];
}

/** A connection that is there in the later state alone, in the earlier alone, or of which one state says nothing sure. */
export interface ConnectionChange {
  readonly change: ChangeKind;
  readonly from: WorkloadSet | AddressSet;
  readonly to: WorkloadSet | AddressSet;
  readonly ports: Bitset;
  /** `TCP 5432`, `all connections`, `all connections but TCP 80`. */
  readonly portsText: string;
}

/** A policy that one state lacks, or of which they say different things. */
export interface PolicyChange {
  readonly change: 'added' | 'removed' | 'changed';
  readonly object: ClusterObject;
}

export interface ConnectionChanges extends CommonWorkloads {
  /** What differs in the policies themselves, whatever it does. */
  readonly policies: readonly PolicyChange[];
  /** What is gained first, then what is lost, then what is not known; the widest first. */
  readonly changes: readonly ConnectionChange[];
  /** Whether something may have changed that neither state knows, by an address. */
  readonly mayHide: boolean;
  /** The numbers in {@link ConnectionChange.ports}. */
  readonly ports: PortAtoms;
}

/**
 * What can reach what in one state of a cluster and not in another, as workloads of both states. A workload reaches another
 * where a pod of it reaches a pod of the other. Both engines must be of one profile.
 */
export function connectionChanges(before: NetworkEngine, after: NetworkEngine): ConnectionChanges {
  const engines = [before, after] as const;
  const { parties, ...others } = commonWorkloads(engines);
  const common: CommonNumbers = {
    parties,
    ports: new PortAtoms(engines.flatMap(({ universe }) => universe.ports.atoms)),
    blocks: cutBlocks(engines.flatMap(({ universe }) => universe.blocks)),
  };
  const sidesOf = (way?: Way) =>
    [new ChangeSide(before, 0, common, way), new ChangeSide(after, 1, common, way)] as const;
  const ways = waysAmong(engines.flatMap(({ universe }) => universe.classes));
  const { pairs, mayHide } = changedPairs(ways.map(sidesOf), common);
  const sides = sidesOf();
  const names = new SetNames(common);
  const inside = groupedPairs(pairs, common).map(
    ({ change, sources, destinations, ports }): ConnectionChange => ({
      change,
      from: names.workloads(sources, destinations),
      to: names.workloads(destinations, sources),
      ports,
      portsText: changedPortsText(common.ports, ports),
    }),
  );
  const outside = changedAddresses(sides, common).map(
    ({ change, direction, parties: of, blocks, ports }): ConnectionChange => {
      const [workloads, addresses] = [names.workloads(of), names.addresses(blocks)];
      const [from, to] = direction === 'egress' ? [workloads, addresses] : [addresses, workloads];
      return { change, from, to, ports, portsText: changedPortsText(common.ports, ports) };
    },
  );
  return {
    parties,
    added: others.added.toSorted(byName),
    removed: others.removed.toSorted(byName),
    unjudged: others.unjudged.toSorted((left, right) => byName(left.workload, right.workload)),
    policies: changedPolicies(engines),
    changes: [...outside, ...inside].sort(widestFirst),
    mayHide,
    ports: common.ports,
  };
}

/** Where most ports change, those that do not are told. */
function changedPortsText(ports: PortAtoms, set: Bitset): string {
  const text = portsText({ universe: { ports } }, set);
  if (!has(set, ports.portless)) return text;
  const others = portsText({ universe: { ports } }, difference(ports.all, set));
  return others === '' ? text : `all connections but ${others}`;
}

const order: Readonly<Record<ChangeKind, number>> = { gains: 0, loses: 1, unknown: 2 };

function widestFirst(left: ConnectionChange, right: ConnectionChange): number {
  return order[left.change] - order[right.change] || widthOf(right) - widthOf(left);
}

function widthOf({ from, to }: ConnectionChange): number {
  return [from, to].reduce(
    (width, end) => width * ('count' in end ? end.count : end.internetBut === undefined ? 1 : 1_000_000),
    1,
  );
}

class SetNames {
  readonly #common: CommonNumbers;
  readonly #sizes = new Map<string, number>();
  readonly #all: number;

  constructor(common: CommonNumbers) {
    this.#common = common;
    for (const { namespace, workloads } of common.parties)
      this.#sizes.set(namespace, (this.#sizes.get(namespace) ?? 0) + workloads.length);
    this.#all = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  /** @param other whom they talk to: where that is one workload, it is none of them */
  workloads(set: Bitset, other?: Bitset): WorkloadSet {
    const { parties } = this.#common;
    const one = other === undefined ? undefined : this.#only(other);
    const found = new Map<string, WorkloadName[]>();
    let count = 0;
    for (const member of members(set)) {
      const party = parties[member];
      if (party === undefined || member === one) continue;
      const known = found.get(party.namespace);
      if (known === undefined) found.set(party.namespace, [...party.workloads]);
      else known.push(...party.workloads);
      count += party.workloads.length;
    }
    const own = one === undefined ? undefined : parties[one]?.namespace;
    if (count > 1 && count === this.#all - (one === undefined ? 0 : 1))
      return { everybody: true, namespaces: [], workloads: [], count };
    const namespaces: string[] = [];
    const workloads: WorkloadName[] = [];
    for (const [namespace, of] of found) {
      const size = (this.#sizes.get(namespace) ?? 0) - (namespace === own ? 1 : 0);
      if (of.length > 1 && of.length === size) namespaces.push(namespace);
      else workloads.push(...of);
    }
    return { everybody: false, namespaces: namespaces.sort(), workloads: workloads.sort(byName), count };
  }

  /** The party that is all of a set, and one workload alone. */
  #only(set: Bitset): number | undefined {
    const [first, second] = members(set);
    if (first === undefined || second !== undefined) return undefined;
    return this.#common.parties[first]?.workloads.length === 1 ? first : undefined;
  }

  addresses(set: Bitset): AddressSet {
    const { blocks } = this.#common;
    const there = (_: Block, at: number) => has(set, at);
    const ranges = joined(blocks.filter(there));
    // Either family is the internet, for those who have it.
    const internets = ([4, 6] as const).flatMap((family) => {
      const outside = (reached: boolean) =>
        blocks.filter(
          (block, at) => block.family === family && publicAddresses(block) > 0n && has(set, at) === reached,
        );
      const missing = joined(outside(false));
      const isInternet = missing.length <= mostExceptions && sizeOf(outside(true)) > sizeOf(outside(false));
      return isInternet ? [missing] : [];
    });
    return { ranges, ...(internets.length > 0 && { internetBut: internets.flat() }) };
  }
}

const mostExceptions = 3;

function sizeOf(blocks: readonly Block[]): bigint {
  return blocks.reduce((sum, block) => sum + publicAddresses(block), 0n);
}

function byName(left: WorkloadName, right: WorkloadName): number {
  return compareText(left.namespace, right.namespace) || compareText(left.name, right.name);
}

/** Policies by what they say: names of labels and who wrote them change nothing. */
function changedPolicies(engines: Both<NetworkEngine>): PolicyChange[] {
  return policyKinds.flatMap(({ group, kind }) => {
    const [before, after] = engines.map(
      ({ cluster }) => new Map([...cluster.ofKind(group, kind)].map((object) => [object.key, object])),
    ) as [Map<string, ClusterObject>, Map<string, ClusterObject>];
    const removed = [...before.values()].filter(({ key }) => !after.has(key));
    return [
      ...[...after.values()].flatMap((object): PolicyChange[] => {
        const old = before.get(object.key);
        if (old === undefined) return [{ change: 'added', object }];
        return isSamePolicy(old, object) ? [] : [{ change: 'changed', object }];
      }),
      ...removed.map((object): PolicyChange => ({ change: 'removed', object })),
    ];
  });
}

function isSamePolicy(left: ClusterObject, right: ClusterObject): boolean {
  const said = ({ body: { metadata: _metadata, status: _status, ...rest } }: ClusterObject) => rest;
  return left.body === right.body || isDeepStrictEqual(said(left), said(right));
}

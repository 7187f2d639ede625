import type { Family } from '../address.ts';
import { type Bitset, difference, has, isEmpty, unite } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { Cell } from '../engine/rule-cells.ts';
import type { NetworkPod } from '../pods.ts';
import type { Rule } from '../policies/policy.ts';
import { publicAddresses } from '../private-networks.ts';
import { familiesOf } from './pod-families.ts';

/** How much of the internet a pod gets to, the most first. The internet is most of the public addresses of a family. */
export const egressGrades = [
  /** The internet, on every port of TCP. */
  'any-port',
  /** The internet, on some ports. */
  'some-ports',
  /** The internet, on port 443 alone. */
  'port-443',
  /** Blocks of public addresses. */
  'some-addresses',
  /** Hosts by their names, whose addresses are not known. */
  'some-names',
  'none',
] as const;

export type EgressGrade = (typeof egressGrades)[number] | 'unknown';

/** How much of the internet a pod gets to: by the family that gets further, of those that it has. */
export function internetOf(engine: NetworkEngine, pod: NetworkPod): EgressGrade {
  if (pod.hostNetwork) return 'any-port';
  if (engine.unjudged(pod).length > 0) return 'unknown';
  if (!engine.profile.enforces) return 'any-port';
  const row = engine.row(engine.universe.classOf(pod), 'egress');
  if (row === 'open') return 'any-port';
  const { sure, maybe } = familiesOf(engine, pod);
  const grade = furthest(sure.map((family) => gradeOf(engine, pod, row, family)));
  const perhaps = furthest(maybe.map((family) => gradeOf(engine, pod, row, family)));
  return rank(perhaps) < rank(grade) ? 'unknown' : grade;
}

function rank(grade: EgressGrade): number {
  // What is not known may be anything; of addresses that are sure that is not asked any more.
  return grade === 'unknown' ? egressGrades.indexOf('some-addresses') + 0.5 : egressGrades.indexOf(grade);
}

function furthest(grades: readonly EgressGrade[]): EgressGrade {
  return grades.reduce((most, each) => (rank(each) < rank(most) ? each : most), 'none');
}

function gradeOf(engine: NetworkEngine, pod: NetworkPod, row: readonly Cell[], family: Family): EgressGrade {
  const { ports } = engine.universe;
  const outside = publicBlocks(engine, family);
  const total = sizeOf(outside);
  const onPorts = ports.none();
  let some = false;
  let perhaps = false;
  for (const cell of row) {
    const { maybe } = cell;
    perhaps ||= maybe !== undefined && outside.some(({ place }) => has(maybe, place));
    const reached = sizeOf(outside.filter(({ place }) => has(cell.peers, place)));
    some ||= reached > 0n;
    if (2n * reached > total) unite(onPorts, cell.ports);
  }
  if (isEmpty(difference(ports.tcp, onPorts))) return 'any-port';
  if (!isEmpty(onPorts)) return isPort443(engine, onPorts) ? 'port-443' : 'some-ports';
  if (some) return 'some-addresses';
  if (!perhaps) return 'none';
  return isByName(engine, pod, outside) ? 'some-names' : 'unknown';
}

/** Whether of TCP only port 443 is among ports, and of the rest nothing but that of QUIC: https://www.rfc-editor.org/rfc/rfc9114#section-3.1 */
function isPort443({ universe: { ports } }: NetworkEngine, some: Bitset): boolean {
  const only = ports.none();
  for (const protocol of ['TCP', 'UDP'] as const) {
    const { first, last } = ports.atoms[ports.at(protocol, 443)] ?? { first: 0, last: 0 };
    if (first === 443 && last === 443) ports.range(only, protocol, 443, 443);
  }
  return isEmpty(difference(some, only));
}

interface PublicBlock {
  /** Its number among all ends. */
  readonly place: number;
  /** How many public addresses it has. */
  readonly size: bigint;
}

/** Whether every rule that may let a pod out to the internet does so by names of hosts. */
function isByName(engine: NetworkEngine, pod: NetworkPod, outside: readonly PublicBlock[]): boolean {
  const { universe, compiled } = engine;
  return compiled
    .policiesOf(universe.classOf(pod), 'egress')
    .flatMap(({ rules }) => rules)
    .every((rule) => {
      const { maybe } = rule.in(universe).peers;
      const mayLetOut =
        rule.rule.action === 'allow' && maybe !== undefined && outside.some(({ place }) => has(maybe, place));
      return !mayLetOut || namesHosts(rule.rule);
    });
}

function namesHosts({ peers = [] }: Rule): boolean {
  return peers.every((peer) => !('unresolved' in peer) || peer.unresolved === 'names');
}

function sizeOf(blocks: readonly PublicBlock[]): bigint {
  return blocks.reduce((sum, { size }) => sum + size, 0n);
}

const publicOf = new WeakMap<NetworkEngine, Map<Family, readonly PublicBlock[]>>();

/** Blocks of a family with public addresses in them. */
function publicBlocks(engine: NetworkEngine, family: Family): readonly PublicBlock[] {
  const known = publicOf.get(engine) ?? new Map<Family, readonly PublicBlock[]>();
  publicOf.set(engine, known);
  let found = known.get(family);
  if (found === undefined) {
    const { firstBlock, blocks } = engine.universe;
    found = blocks.flatMap((block, at) => {
      const size = block.family === family ? publicAddresses(block) : 0n;
      return size === 0n ? [] : { place: firstBlock + at, size };
    });
    known.set(family, found);
  }
  return found;
}

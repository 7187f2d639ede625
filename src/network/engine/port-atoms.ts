import type { Protocol } from '../question.ts';
import { add, type Bitset, emptySet, fullSet } from './bitset.ts';

const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/** A run of ports of one protocol that no rule tells apart. */
export interface PortAtom {
  readonly protocol: Protocol;
  readonly first: number;
  readonly last: number;
}

/**
 * All ports of all protocols, cut at every number that occurs, so that ports are sets of small numbers. What has no port,
 * such as ICMP, is one atom more, the last: NetworkPolicy speaks of it only by a rule without ports.
 */
export class PortAtoms {
  readonly atoms: readonly PortAtom[];
  readonly size: number;
  /** The atom of what has no port. */
  readonly portless: number;
  readonly all: Bitset;
  /** Every port of TCP. */
  readonly tcp: Bitset;
  readonly #starts: Readonly<Record<Protocol, readonly number[]>>;
  readonly #offset: Readonly<Record<Protocol, number>>;

  /** @param cuts ranges that must not be split by an atom */
  constructor(
    cuts: Iterable<{ readonly protocol: Protocol; readonly first: number; readonly last: number }>,
  ) {
    const starts = { TCP: new Set([1]), UDP: new Set([1]), SCTP: new Set([1]) };
    for (const { protocol, first, last } of cuts) {
      starts[protocol].add(first);
      if (last < 65_535) starts[protocol].add(last + 1);
    }
    const sorted = (protocol: Protocol) => [...starts[protocol]].sort((left, right) => left - right);
    this.#starts = { TCP: sorted('TCP'), UDP: sorted('UDP'), SCTP: sorted('SCTP') };
    this.atoms = protocols.flatMap((protocol) =>
      this.#starts[protocol].map((first, index, all) => ({
        protocol,
        first,
        last: (all[index + 1] ?? 65_536) - 1,
      })),
    );
    this.#offset = {
      TCP: 0,
      UDP: this.#starts.TCP.length,
      SCTP: this.#starts.TCP.length + this.#starts.UDP.length,
    };
    this.portless = this.atoms.length;
    this.size = this.atoms.length + 1;
    this.all = fullSet(this.size);
    this.tcp = emptySet(this.size);
    this.range(this.tcp, 'TCP', 1, 65_535);
  }

  /** The atom of a port. */
  at(protocol: Protocol, port: number): number {
    const starts = this.#starts[protocol];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= port) low = middle;
      else high = middle - 1;
    }
    return this.#offset[protocol] + low;
  }

  /** The atoms of a range of ports, which the cuts hold. */
  range(set: Bitset, protocol: Protocol, first: number, last: number): void {
    for (let atom = this.at(protocol, first); atom <= this.at(protocol, last); atom++) add(set, atom);
  }

  /** Whether no atom lies partly in a range. */
  isWhole({ protocol, first, last }: PortAtom): boolean {
    return (
      this.atoms[this.at(protocol, first)]?.first === first &&
      this.atoms[this.at(protocol, last)]?.last === last
    );
  }

  none(): Bitset {
    return emptySet(this.size);
  }
}

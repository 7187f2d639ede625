import { type Address, type Block, cutBlocks } from '../address.ts';
import type { NetworkPod } from '../pods.ts';
import type { Policy } from '../policies/policy.ts';
import type { Protocol } from '../question.ts';
import { type AskedOfPods, askedOfPods, peersIn, rulesIn } from './pod-classes.ts';
import { PortAtoms } from './port-atoms.ts';

/** What some policies tell apart: facts of pods, blocks of addresses, and ports. */
export class Atoms {
  readonly asked: AskedOfPods;
  /** All addresses, cut so that no policy splits a block, in order. */
  readonly blocks: readonly Block[];
  readonly ports: PortAtoms;
  readonly #labels: ReadonlySet<string>;
  readonly #named: ReadonlySet<string>;

  /** How many there may be before those that no policy tells apart any more are left out. */
  readonly #most: number;

  private constructor(asked: AskedOfPods, blocks: readonly Block[], ports: PortAtoms, most?: number) {
    this.asked = asked;
    this.blocks = blocks;
    this.ports = ports;
    this.#labels = new Set(asked.labels);
    this.#named = new Set(asked.ports);
    this.#most = most ?? 2 * this.#count + 1_000;
  }

  static of(policies: readonly Policy[], pods: readonly NetworkPod[]): Atoms {
    const asked = askedOfPods(policies);
    return new Atoms(
      asked,
      cutBlocks(blocksOf(policies)),
      new PortAtoms(portsOf(policies, new Set(asked.ports), pods)),
    );
  }

  /** With what other policies tell apart besides; undefined where these have become too many. */
  with(policies: readonly Policy[], pods: readonly NetworkPod[]): Atoms | undefined {
    const { labels, ports } = askedOfPods(policies);
    const asked = { labels: merged(this.asked.labels, labels), ports: merged(this.asked.ports, ports) };
    const atoms = new Atoms(
      asked,
      cutBlocks([...this.blocks, ...blocksOf(policies)]),
      new PortAtoms([...this.ports.atoms, ...portsOf(policies, new Set(asked.ports), pods)]),
      this.#most,
    );
    return atoms.#count > this.#most ? undefined : atoms;
  }

  get #count(): number {
    return this.asked.labels.length + this.asked.ports.length + this.blocks.length + this.ports.size;
  }

  /** The place of the block that an address is in. */
  pieceOf(address: Address): number {
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

  /**
   * What other policies and pods that are there besides tell apart: the same where that is nothing new, with more ports where
   * only these are; undefined where something else is, or too much.
   */
  after(policies: readonly Policy[], pods: readonly NetworkPod[]): Atoms | undefined {
    const { labels, ports } = askedOfPods(policies);
    const isKnown =
      labels.every((key) => this.#labels.has(key)) &&
      ports.every((name) => this.#named.has(name)) &&
      blocksOf(policies).every((block) => this.#isWhole(block));
    if (!isKnown) return undefined;
    const ranges = [...portsOf(policies, this.#named, pods)];
    if (ranges.every((range) => this.ports.isWhole(range))) return this;
    const more = new PortAtoms([...this.ports.atoms, ...ranges]);
    const atoms = new Atoms(this.asked, this.blocks, more, this.#most);
    return atoms.#count > this.#most ? undefined : atoms;
  }

  #isWhole({ family, first, last }: Block): boolean {
    return (
      this.blocks[this.pieceOf({ family, value: first })]?.first === first &&
      this.blocks[this.pieceOf({ family, value: last })]?.last === last
    );
  }
}

function merged(some: readonly string[], others: readonly string[]): string[] {
  return [...new Set([...some, ...others])].sort();
}

function blocksOf(policies: readonly Policy[]): Block[] {
  const blocks: Block[] = [];
  for (const rule of rulesIn(policies))
    for (const peer of peersIn(rule))
      if ('addresses' in peer) blocks.push(peer.addresses.block, ...peer.addresses.except);
  return blocks;
}

/** The ranges that rules name, and the numbers that pods have under a name that is asked for. */
function* portsOf(
  policies: readonly Policy[],
  named: ReadonlySet<string>,
  pods: readonly NetworkPod[],
): Iterable<{ protocol: Protocol; first: number; last: number }> {
  for (const { ports = [], notPorts = [] } of rulesIn(policies))
    for (const port of [...ports, ...notPorts]) if (!('name' in port)) yield port;
  if (named.size === 0) return;
  for (const { namedPorts } of pods)
    for (const [key, numbers] of namedPorts) {
      if (!named.has(key)) continue;
      const protocol = key.slice(0, key.indexOf('/')) as Protocol;
      for (const number of numbers) yield { protocol, first: number, last: number };
    }
}

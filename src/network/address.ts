import { isIPv4, isIPv6 } from 'node:net';

/** IPv4 or IPv6. */
export type Family = 4 | 6;

/** An IPv4 or IPv6 address as a number of its family. IPv4 in IPv6 (`::ffff:1.2.3.4`) is the IPv4 address. */
export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** A block of addresses, both ends included. */
export interface Block {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** https://www.rfc-editor.org/rfc/rfc4291#section-2.2; undefined for what is no address. Zones (`%eth0`) are none. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { family: 4, value: fromBytes(text.split('.').map(Number)) };
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [head = '', tail] = text.split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const all = [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
  const value = all.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n);
  return value >> 32n === 0xffffn ? { family: 4, value: value & 0xffffffffn } : { family: 6, value };
}

function groups(text: string): number[] {
  return text === ''
    ? []
    : text.split(':').flatMap((group) => {
        if (!group.includes('.')) return Number.parseInt(group, 16);
        const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
        return [(a << 8) | b, (c << 8) | d];
      });
}

function fromBytes(bytes: readonly number[]): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** A block in CIDR notation; `hostBits` where the address is not the first of its block. Undefined for what is none. */
export function parseBlock(
  text: string,
): (Block & { readonly hostBits: boolean; readonly length: number }) | undefined {
  const [, address = '', digits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const parsed = parseAddress(address);
  if (parsed === undefined || (digits.length > 1 && digits.startsWith('0'))) return undefined;
  const size = parsed.family === 4 ? 32 : 128;
  const mapped = address.includes(':') && parsed.family === 4;
  const length = Number(digits) - (mapped ? 96 : 0);
  if (length < 0 || length > size) return undefined;
  const host = (1n << BigInt(size - length)) - 1n;
  const first = parsed.value & ~host;
  return {
    family: parsed.family,
    first,
    last: first | host,
    hostBits: first !== parsed.value,
    length,
  };
}

/** Blocks of texts, without those that are none. */
export function parseBlocks(texts: readonly string[]): Block[] {
  return texts.flatMap((text) => parseBlock(text) ?? []);
}

/** A block in CIDR notation, or an address alone. */
export function parseBlockOrAddress(text: string): Block | undefined {
  const address = parseAddress(text);
  return address === undefined ? parseBlock(text) : blockOf(address);
}

/** The block that is one address. */
export function blockOf({ family, value }: Address): Block {
  return { family, first: value, last: value };
}

export function isIn({ family, value }: Address, block: Block): boolean {
  return family === block.family && block.first <= value && value <= block.last;
}

/** Whether an address is in a block, and in none of those that are cut out of it. */
export function isSelected(
  address: Address,
  { block, except }: { readonly block: Block; readonly except: readonly Block[] },
): boolean {
  return isIn(address, block) && !except.some((cut) => isIn(address, cut));
}

/** Whether a block is whole in another. */
export function isWithin(inner: Block, outer: Block): boolean {
  return inner.family === outer.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether two blocks have an address in common. */
export function overlaps(one: Block, other: Block): boolean {
  return one.family === other.family && one.first <= other.last && other.first <= one.last;
}

/** Blocks cut at every edge that occurs among them, so that each piece is whole in or out of each block; plus what is left. */
export function cutBlocks(blocks: readonly Block[]): Block[] {
  return ([4, 6] as const).flatMap((family) => {
    const end = (1n << (family === 4 ? 32n : 128n)) - 1n;
    const starts = new Set([0n]);
    for (const block of blocks) {
      if (block.family !== family) continue;
      starts.add(block.first);
      if (block.last < end) starts.add(block.last + 1n);
    }
    const sorted = [...starts].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
    return sorted.map((first, index) => ({ family, first, last: (sorted[index + 1] ?? end + 1n) - 1n }));
  });
}

/** `10.0.0.0`, `2001:db8::1`: https://www.rfc-editor.org/rfc/rfc5952#section-4 */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((group) =>
    ((value >> (group * 16n)) & 0xffffn).toString(16),
  );
  const { start, length } = longestZeros(groups);
  if (length < 2) return groups.join(':');
  return `${groups.slice(0, start).join(':')}::${groups.slice(start + length).join(':')}`;
}

/** The longest run of zeros, the first of those that are equally long. */
function longestZeros(groups: readonly string[]): { readonly start: number; readonly length: number } {
  let longest = { start: 0, length: 0 };
  let start = 0;
  for (const [index, group] of groups.entries()) {
    if (group !== '0') start = index + 1;
    else if (index + 1 - start > longest.length) longest = { start, length: index + 1 - start };
  }
  return longest;
}

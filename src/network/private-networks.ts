import { type Block, isWithin, overlaps, parseBlocks } from './address.ts';

/** Networks without hosts on the internet: https://www.rfc-editor.org/rfc/rfc6890, https://www.rfc-editor.org/rfc/rfc4193 */
const networks: readonly Block[] = parseBlocks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]);

/** Whether no address of a block is on the internet. */
export function isPrivate(block: Block): boolean {
  return networks.some((network) => isWithin(block, network));
}

/** Whether some address of a block is in a private network. */
export function hasPrivate(block: Block): boolean {
  return networks.some((network) => overlaps(block, network));
}

const globalUnicast = parseBlocks(['2000::/3']);

/** How many addresses of a block are on the internet; of IPv6 those are it that are handed out: https://www.rfc-editor.org/rfc/rfc4291#section-2.4 */
export function publicAddresses(block: Block): bigint {
  if (block.family === 6) return sum(globalUnicast.map((each) => shared(each, block)));
  return block.last - block.first + 1n - sum(networks.map((each) => shared(each, block)));
}

/** How many addresses two blocks have in common. */
function shared(one: Block, other: Block): bigint {
  if (!overlaps(one, other)) return 0n;
  const first = one.first > other.first ? one.first : other.first;
  const last = one.last < other.last ? one.last : other.last;
  return last - first + 1n;
}

function sum(counts: readonly bigint[]): bigint {
  return counts.reduce((total, count) => total + count, 0n);
}

/** Networks in which no node and no server of a cluster has its address. */
const hostless: readonly Block[] = parseBlocks([
  '0.0.0.0/8',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::/127',
  'fe80::/10',
  'ff00::/8',
]);

/** Whether a block may hold the address of a node. */
export function mayHoldNodes(block: Block): boolean {
  return !hostless.some((network) => isWithin(block, network));
}

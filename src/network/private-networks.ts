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

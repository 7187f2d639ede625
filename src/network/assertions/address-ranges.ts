import { type Block, cutBlocks, isIn, isWithin, parseBlocks } from '../address.ts';

/** All addresses of both families. */
export const everyAddress: readonly Block[] = cutBlocks([]);

/** What is not of the internet: https://www.rfc-editor.org/rfc/rfc6890 and, of IPv6, all but 2000::/3. */
const special = parseBlocks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  '::/3',
  '4000::/2',
  '8000::/1',
  '2001:db8::/32',
]);

/** Public addresses. */
export const publicBlocks: readonly Block[] = cutBlocks(special).filter(
  ({ family, first }) => !special.some((block) => isIn({ family, value: first }, block)),
);

/** Addresses that no pod has: loopback, link-local, multicast. */
const neverOfPods = parseBlocks([
  '127.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/3',
  '::1/128',
  'fe80::/10',
  'ff00::/8',
]);

/** Whether a pod whose address is not known may have one of a block. */
export function mayBeOfPod(block: Block): boolean {
  return !neverOfPods.some((never) => isWithin(block, never));
}

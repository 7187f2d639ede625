/**
 * An address or the network part of a CIDR as text of zeroes and ones: 32 for IPv4, 128 for IPv6. A prefix contains an
 * address when the text of one begins the text of the other, and families never meet because their lengths differ.
 */
export function bitsOf(address: string): string {
  return address.includes(':') ? bitsOfVersion6(address) : bitsOfVersion4(address);
}

/** Whether an address lies in a block. An IPv4 block says nothing about IPv6 addresses (RFC 4632, RFC 4291). */
export function contains(cidr: string, address: string): boolean {
  const [network = '', length = ''] = cidr.split('/');
  const block = bitsOf(network);
  const bits = bitsOf(address);
  return block.length === bits.length && bits.startsWith(block.slice(0, Number(length)));
}

function bitsOfVersion4(address: string): string {
  return address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
}

/** https://www.rfc-editor.org/rfc/rfc4291#section-2.2 */
function bitsOfVersion6(address: string): string {
  const [left = '', right] = address.split('::');
  const front = groupsOf(left);
  const back = right === undefined ? [] : groupsOf(right);
  const zeroes = Array.from({ length: 8 - front.length - back.length }, () => '0');
  const groups = right === undefined ? front : [...front, ...zeroes, ...back];
  return groups.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('');
}

function groupsOf(part: string): string[] {
  return part === '' ? [] : part.split(':');
}

import { OpaqueValue } from './value-type.ts';

/** An IPv4 or IPv6 address, as Go's net/netip reads and prints it. */
export class IpAddress extends OpaqueValue {
  readonly typeName = 'net.IP';
  /** 4 or 16 bytes. */
  readonly bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    super();
    this.bytes = bytes;
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof IpAddress && sameBytes(this.bytes, other.bytes);
  }

  override get costSize(): number {
    return this.bytes.length;
  }

  override toString(): string {
    return formatIp(this.bytes);
  }
}

/** A network: an address, whose host bits may be set, and a prefix length. */
export class Cidr extends OpaqueValue {
  readonly typeName = 'net.CIDR';
  readonly bytes: Uint8Array;
  readonly prefixLength: number;
  constructor(bytes: Uint8Array, prefixLength: number) {
    super();
    this.bytes = bytes;
    this.prefixLength = prefixLength;
  }

  equals(other: OpaqueValue): boolean {
    return (
      other instanceof Cidr && this.prefixLength === other.prefixLength && sameBytes(this.bytes, other.bytes)
    );
  }

  override get costSize(): number {
    return Math.ceil(this.prefixLength / 8);
  }

  override toString(): string {
    return `${formatIp(this.bytes)}/${this.prefixLength}`;
  }
}

function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

function parseIp4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (
    parts.length !== 4 ||
    !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
  ) {
    return undefined;
  }
  return Uint8Array.from(parts, Number);
}

/** The 16-bit groups of one side of `::`; the last may be written as an IPv4 address. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (at === parts.length - 1 && part.includes('.')) {
      const ip4 = parseIp4(part);
      if (ip4 === undefined) return undefined;
      const [first = 0, second = 0, third = 0, fourth = 0] = ip4;
      groups.push(first * 256 + second, third * 256 + fourth);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function parseIp6(text: string): Uint8Array | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '');
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '') : [];
  if (head === undefined || tail === undefined) return undefined;
  if (halves.length === 2 && (halves[0] ?? '').includes('.')) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...tail];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 255]));
}

function isMapped(bytes: Uint8Array): boolean {
  return (
    bytes.length === 16 &&
    bytes.subarray(0, 10).every((byte) => byte === 0) &&
    bytes[10] === 255 &&
    bytes[11] === 255
  );
}

/** Reads an address; undefined when it is none, has a zone, or is IPv4 mapped into IPv6. */
export function parseIp(text: string): IpAddress | undefined {
  const bytes = text.includes(':') ? parseIp6(text) : parseIp4(text);
  return bytes === undefined || isMapped(bytes) ? undefined : new IpAddress(bytes);
}

/** Reads a network such as `10.0.0.0/8`; undefined when it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.lastIndexOf('/');
  if (slash === -1) return undefined;
  const address = parseIp(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (address === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  return Number(length) <= address.bytes.length * 8 ? new Cidr(address.bytes, Number(length)) : undefined;
}

function hexGroups(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

function formatIp(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) => (bytes[at * 2] ?? 0) * 256 + (bytes[at * 2 + 1] ?? 0));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  if (best.start === -1) return hexGroups(groups);
  return `${hexGroups(groups.slice(0, best.start))}::${hexGroups(groups.slice(best.start + best.length))}`;
}

/** The bytes with all bits after the prefix cleared. */
export function maskBytes(bytes: Uint8Array, prefixLength: number): Uint8Array {
  return bytes.map((byte, at) => {
    const kept = Math.min(8, Math.max(0, prefixLength - at * 8));
    return byte & (0xff00 >> kept);
  });
}

export function cidrContains(network: Cidr, bytes: Uint8Array): boolean {
  return (
    network.bytes.length === bytes.length &&
    sameBytes(maskBytes(network.bytes, network.prefixLength), maskBytes(bytes, network.prefixLength))
  );
}

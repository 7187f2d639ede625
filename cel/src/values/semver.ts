import { OpaqueValue } from './value-type.ts';

/** A semantic version (https://semver.org, as read by github.com/blang/semver/v4). */
export class Semver extends OpaqueValue {
  readonly typeName = 'kubernetes.Semver';
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly preRelease: readonly string[];
  readonly build: readonly string[];

  constructor(
    numbers: readonly [bigint, bigint, bigint],
    preRelease: readonly string[],
    build: readonly string[],
  ) {
    super();
    this.numbers = numbers;
    this.preRelease = preRelease;
    this.build = build;
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof Semver && compareSemver(this, other) === 0;
  }

  override toString(): string {
    const preRelease = this.preRelease.length === 0 ? '' : `-${this.preRelease.join('.')}`;
    const build = this.build.length === 0 ? '' : `+${this.build.join('.')}`;
    return this.numbers.join('.') + preRelease + build;
  }
}

function comparePart(left: string, right: string): number {
  const leftNumber = /^\d+$/.test(left);
  const rightNumber = /^\d+$/.test(right);
  if (leftNumber !== rightNumber) return leftNumber ? -1 : 1;
  if (leftNumber) {
    const first = BigInt(left);
    const second = BigInt(right);
    return first < second ? -1 : first > second ? 1 : 0;
  }
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Precedence; build metadata does not count. */
export function compareSemver(left: Semver, right: Semver): number {
  for (const [at, number] of left.numbers.entries()) {
    const other = right.numbers[at] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (left.preRelease.length === 0 || right.preRelease.length === 0) {
    return Math.sign(right.preRelease.length - left.preRelease.length);
  }
  const count = Math.min(left.preRelease.length, right.preRelease.length);
  for (let at = 0; at < count; at++) {
    const order = comparePart(left.preRelease[at] ?? '', right.preRelease[at] ?? '');
    if (order !== 0) return order;
  }
  return Math.sign(left.preRelease.length - right.preRelease.length);
}

const maximumNumber = 2n ** 64n - 1n;
const pattern = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/;

/** Reads a complete semantic version; undefined when the text is none. */
export function parseSemver(text: string): Semver | undefined {
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const numbers = [BigInt(found[1] ?? 0), BigInt(found[2] ?? 0), BigInt(found[3] ?? 0)] as const;
  const preRelease = found[4]?.split('.') ?? [];
  const build = found[5]?.split('.') ?? [];
  if (numbers.some((number) => number > maximumNumber)) return undefined;
  if ([...preRelease, ...build].includes('')) return undefined;
  if (
    preRelease.some((part) => /^0\d+$/.test(part) || (/^\d+$/.test(part) && BigInt(part) > maximumNumber))
  ) {
    return undefined;
  }
  return new Semver(numbers, preRelease, build);
}

/** Reads leniently: a leading `v`, leading zeros and missing parts are put right. */
export function normalizeSemver(text: string): Semver | undefined {
  const body = text.replace(/^v/, '');
  const [major = '', minor, ...others] = body.split('.');
  const parts = [major];
  if (minor !== undefined) parts.push(minor);
  if (others.length > 0) parts.push(others.join('.'));
  const normalized = parts.map((part) => {
    if (part.length <= 1) return part;
    const trimmed = part.replace(/^0+/, '');
    return /^\d/.test(trimmed) ? trimmed : `0${trimmed}`;
  });
  if (normalized.length < 3 && /[+-]/.test(normalized.at(-1) ?? '')) return undefined;
  while (normalized.length < 3) normalized.push('0');
  return parseSemver(normalized.join('.'));
}

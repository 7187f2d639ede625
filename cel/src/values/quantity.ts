import { maximumInt, minimumInt } from './numbers.ts';
import { OpaqueValue } from './value-type.ts';

/**
 * A Kubernetes resource quantity (https://github.com/kubernetes/apimachinery/blob/master/pkg/api/resource/quantity.go):
 * an exact decimal, kept the way upstream keeps it, because whether it is an integer depends on that.
 */
export class Quantity extends OpaqueValue {
  readonly typeName = 'kubernetes.Quantity';
  readonly value: bigint;
  /** The power of ten the value is multiplied by. */
  readonly exponent: number;
  /** Whether upstream left its int64 form for arbitrary precision; such quantities are never integers. */
  readonly wide: boolean;
  /** Sums and differences are pointers upstream: `quantity('2') == quantity('1').add(1)` has no overload there. */
  private readonly computed: boolean;

  constructor(value: bigint, exponent: number, wide: boolean, computed = false) {
    super();
    this.computed = computed;
    this.value = value;
    this.exponent = exponent;
    this.wide = wide;
  }

  override get isReference(): boolean {
    return this.computed;
  }

  equals(other: OpaqueValue): boolean {
    return other instanceof Quantity && compareQuantities(this, other) === 0;
  }

  override toString(): string {
    return this.exponent === 0 ? this.value.toString() : `${this.value}e${this.exponent}`;
  }
}

/** Both values at the smaller of the two exponents. */
function aligned(left: Quantity, right: Quantity): [bigint, bigint, number] {
  const exponent = Math.min(left.exponent, right.exponent);
  return [
    left.value * 10n ** BigInt(left.exponent - exponent),
    right.value * 10n ** BigInt(right.exponent - exponent),
    exponent,
  ];
}

export function compareQuantities(left: Quantity, right: Quantity): number {
  const [first, second] = aligned(left, right);
  return first < second ? -1 : first > second ? 1 : 0;
}

function fits(value: bigint): boolean {
  return value >= minimumInt && value <= maximumInt;
}

export function addQuantities(left: Quantity, right: Quantity): Quantity {
  if (!left.wide && !right.wide) {
    if (right.value === 0n) return new Quantity(left.value, left.exponent, false, true);
    if (left.value === 0n) return new Quantity(right.value, right.exponent, false, true);
  }
  const [first, second, exponent] = aligned(left, right);
  const wide = left.wide || right.wide || !fits(first) || !fits(second) || !fits(first + second);
  return new Quantity(first + second, exponent, wide, true);
}

export function subtractQuantities(left: Quantity, right: Quantity): Quantity {
  const negated = negateQuantity(right);
  if (left.wide || right.wide || right.value !== minimumInt) return addQuantities(left, negated);
  // The smallest int64 has no opposite in an int64. Upstream does not notice where the sum fits.
  const whole = left.exponent < 0 ? undefined : left.value * 10n ** BigInt(left.exponent);
  const wrapped = left.value === 0n || (whole !== undefined && fits(whole) && fits(whole + minimumInt));
  return addQuantities(left, wrapped ? right : new Quantity(negated.value, 0, true));
}

function negateQuantity(quantity: Quantity): Quantity {
  return new Quantity(-quantity.value, quantity.exponent, quantity.wide);
}

/** The int64 a quantity is, or undefined when it is none or upstream does not see that it is one. */
export function quantityInteger(quantity: Quantity): bigint | undefined {
  if (quantity.wide || quantity.exponent < 0) return undefined;
  const value = quantity.value * 10n ** BigInt(quantity.exponent);
  return fits(value) ? value : undefined;
}

export function quantityApproximation(quantity: Quantity): number {
  const base = Number(quantity.value);
  // Not `10 ** exponent`, which is off by one bit for some exponents.
  return quantity.exponent === 0 ? base : base * Number(`1e${quantity.exponent}`);
}

const decimalExponents: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryExponents: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const pattern = /^([+-]?)(\d*)(?:\.(\d*))?((?:[eEinumkKMGTP]*)(?:[+-]?\d*))$/;
const smallestExponent = -9;
const int64Digits = 18;
/** Numbers with larger exponents would take gigabytes to compare. */
const largestExponent = 10_000;

interface Suffix {
  base: 2 | 10;
  exponent: number;
}

function suffixOf(text: string): Suffix | undefined {
  if (Object.hasOwn(decimalExponents, text)) return { base: 10, exponent: decimalExponents[text] ?? 0 };
  if (Object.hasOwn(binaryExponents, text)) return { base: 2, exponent: binaryExponents[text] ?? 0 };
  const scientific = /^[eE]([+-]?\d+)$/.exec(text);
  if (scientific === null) return undefined;
  const exponent = Number(scientific[1]);
  return Math.abs(exponent) > largestExponent ? undefined : { base: 10, exponent };
}

/** Divides by a power of ten, away from zero. */
function dividedUp(value: bigint, digits: number): bigint {
  const divisor = 10n ** BigInt(digits);
  const quotient = value / divisor;
  return value % divisor === 0n ? quotient : quotient + 1n;
}

/** The int64 form, where upstream has a fast path to it. */
function narrow(whole: string, fraction: string, suffix: Suffix): Quantity | undefined {
  const digits = BigInt(whole + fraction);
  if (suffix.base === 10) {
    const exponent = suffix.exponent - fraction.length;
    if (int64Digits - whole.length - fraction.length < 0 || exponent < smallestExponent) return undefined;
    return new Quantity(digits, exponent, false);
  }
  if (fraction !== '' || 15 - whole.length - Math.trunc((suffix.exponent * 3) / 10) - 1 < 0) return undefined;
  const value = digits << BigInt(suffix.exponent);
  return fits(value) ? new Quantity(value, 0, false) : undefined;
}

function wide(whole: string, fraction: string, suffix: Suffix): Quantity {
  let value = BigInt(whole + fraction);
  let exponent = -fraction.length;
  if (suffix.base === 10) exponent += suffix.exponent;
  else value <<= BigInt(suffix.exponent);
  // Upstream rounds to nano, which leaves the number in nanos even where there was nothing to round.
  if (value !== 0n) {
    const digits = smallestExponent - exponent;
    value = digits > 0 ? dividedUp(value, digits) : value * 10n ** BigInt(-digits);
    exponent = smallestExponent;
  }
  const result = new Quantity(value, exponent, true);
  const limit = new Quantity(maximumInt, 0, true);
  return suffix.base === 2 && compareQuantities(result, limit) > 0 ? limit : result;
}

/** Reads a quantity such as `1.5Gi`, `200m` or `1e3`; undefined when it cannot be read. */
export function parseQuantity(text: string): Quantity | undefined {
  const found = pattern.exec(text);
  if (text === '' || found === null) return undefined;
  const [, sign = '', digits = '', fraction = '', suffixText = ''] = found;
  const whole = digits.replace(/^0+/, '');
  // A sign, or zeros and nothing else, is zero upstream.
  if (whole === '' && text.slice(sign.length) === digits) return new Quantity(0n, 0, false);
  const suffix = suffixOf(suffixText);
  if (suffix === undefined) return undefined;
  const significant = whole === '' ? '0' : whole;
  const quantity = narrow(significant, fraction, suffix) ?? wide(significant, fraction, suffix);
  return sign === '-' ? negateQuantity(quantity) : quantity;
}

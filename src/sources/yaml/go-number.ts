/** Numbers as Go's strconv reads and writes them. https://pkg.go.dev/strconv */

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;

/** `ParseInt(text, 0, 64)`, then `ParseUint`: prefixes 0x, 0o, 0b and a leading 0 choose the base. Undefined on error. */
export function parseGoInteger(text: string): bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(text);
  if (match === null) return undefined;
  const [, sign, hexadecimal, binary, octal, decimal] = match;
  return withinRange(sign ?? '', magnitudeOf(hexadecimal, binary, octal, decimal));
}

/** `ParseInt(text, 2, 64)`, then `ParseUint`, of digits without a prefix. */
export function parseGoBinary(text: string): bigint | undefined {
  const match = /^([-+]?)([01]+)$/.exec(text);
  return match === null ? undefined : withinRange(match[1] ?? '', BigInt(`0b${match[2]}`));
}

function magnitudeOf(hexadecimal?: string, binary?: string, octal?: string, decimal?: string): bigint {
  if (hexadecimal !== undefined) return BigInt(`0x${hexadecimal}`);
  if (binary !== undefined) return BigInt(`0b${binary}`);
  if (octal !== undefined) return BigInt(`0o${octal}`);
  return BigInt(decimal ?? '0');
}

function withinRange(sign: string, magnitude: bigint): bigint | undefined {
  const value = sign === '-' ? -magnitude : magnitude;
  if (value >= INT64_MIN && value <= INT64_MAX) return value;
  return sign === '' && value <= UINT64_MAX ? value : undefined;
}

/** Whether an integer that go-yaml read became a Go `uint64`, which sigs.k8s.io/yaml cannot use as a key. */
export function isUnsigned64(value: bigint): boolean {
  return value > INT64_MAX;
}

/** `FormatFloat(value, 'g', -1, 32)`: what sigs.k8s.io/yaml makes of a float that is a mapping key. */
export function formatGoFloat32(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const { digits, exponent } = shortestDigits(single);
  const sign = single < 0 ? '-' : '';
  const useExponent = exponent < -4 || exponent >= 6;
  return sign + (useExponent ? scientific(digits, exponent) : positional(digits, exponent));
}

function shortestDigits(single: number): { digits: string; exponent: number } {
  for (let precision = 1; precision <= 9; precision++) {
    const text = Math.abs(single).toExponential(precision - 1);
    if (Math.fround(Number(text)) !== Math.abs(single)) continue;
    const [mantissa = '', exponent = '0'] = text.split('e');
    return { digits: mantissa.replace('.', '').replace(/0+$/, '') || '0', exponent: Number(exponent) };
  }
  throw new RangeError('nine digits always identify a 32-bit float');
}

function scientific(digits: string, exponent: number): string {
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
}

function positional(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (exponent + 1 >= digits.length) return digits + '0'.repeat(exponent + 1 - digits.length);
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

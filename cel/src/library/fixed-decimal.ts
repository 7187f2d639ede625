/** Rounds an exact decimal expansion half to even at a number of decimals. */
function roundedDigits(value: number, decimals: number): string {
  // A double is an integer times a power of two, so its decimal expansion is exact and finite.
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponentBits = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const mantissa = exponentBits === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = (exponentBits === 0 ? 1 : exponentBits) - 1075;
  const scale = 10n ** BigInt(decimals);
  if (exponent >= 0) return ((mantissa << BigInt(exponent)) * scale).toString();
  const divisor = 1n << BigInt(-exponent);
  const scaled = mantissa * scale;
  let quotient = scaled / divisor;
  const twice = (scaled % divisor) * 2n;
  if (twice > divisor || (twice === divisor && quotient % 2n === 1n)) quotient++;
  return quotient.toString();
}

/** Go's `%.{decimals}f`: exact, half to even. */
export function fixedDecimal(value: number, decimals: number): string {
  const negative = value < 0 || Object.is(value, -0);
  const digits = roundedDigits(Math.abs(value), decimals).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const text = decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`;
  return negative ? `-${text}` : text;
}

/** Go's `%.{decimals}e` cut into its two parts. */
export function scientificDecimal(value: number, decimals: number): { mantissa: string; exponent: number } {
  const [mantissa = '0', exponent = '0'] = value.toExponential(Math.min(decimals, 100)).split('e');
  const negativeZero = Object.is(value, -0) ? '-' : '';
  return {
    mantissa: negativeZero + mantissa + '0'.repeat(Math.max(0, decimals - 100)),
    exponent: Number(exponent),
  };
}

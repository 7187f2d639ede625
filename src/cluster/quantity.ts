/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const quantity = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)(?:([numkMGTPE]|[KMGTPE]i|)|[eE]([+-]?\d{1,3}))$/;
const decimal: Readonly<Record<string, number>> = {
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
const binary: Readonly<Record<string, number>> = { Ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 };

/** Whether two texts are the same amount, written differently: the server writes `1000m` as `1`. */
export function isSameQuantity(left: string, right: string): boolean {
  const amount = nanos(left);
  return amount !== undefined && amount === nanos(right);
}

/** In billionths, rounded up as the server does; undefined for what is no quantity. */
function nanos(text: string): bigint | undefined {
  const match = quantity.exec(text);
  if (!match) return undefined;
  const [, sign, number = '0', suffix = '', exponent] = match;
  const [whole = '0', fraction = ''] = number.split('.');
  const digits = BigInt(whole + fraction || '0');
  const power = exponent === undefined ? decimal[suffix] : Number(exponent);
  const factor = power === undefined ? binary[suffix] : undefined;
  if (power === undefined && factor === undefined) return undefined;
  const scaled = factor === undefined ? digits : digits * 1024n ** BigInt(factor);
  const tens = (power ?? 0) + 9 - fraction.length;
  const value = tens >= 0 ? scaled * 10n ** BigInt(tens) : ceilingDivide(scaled, 10n ** BigInt(-tens));
  return sign === '-' ? -value : value;
}

function ceilingDivide(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

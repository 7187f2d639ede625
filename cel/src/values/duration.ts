import { fail } from '../failure.ts';
import { maximumInt, minimumInt } from './numbers.ts';
import { plainDecimal } from './plain-decimal.ts';

/** A signed span of time in nanoseconds, within int64 as Go's time.Duration. */
export class Duration {
  readonly nanoseconds: bigint;
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds;
  }
}

export function durationOf(nanoseconds: bigint): Duration {
  if (nanoseconds < minimumInt || nanoseconds > maximumInt) fail('overflow', 'duration overflow');
  return new Duration(nanoseconds);
}

const unitNanoseconds: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Reads `1h2m3.5s` as Go's time.ParseDuration does; undefined when it cannot be read. */
export function parseDuration(text: string): Duration | undefined {
  const signed = /^([+-]?)(.+)$/.exec(text);
  if (signed === null) return undefined;
  const body = signed[2] ?? '';
  if (body === '0') return new Duration(0n);
  const part = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
  let total = 0n;
  let at = 0;
  while (at < body.length) {
    part.lastIndex = at;
    const found = part.exec(body);
    if (found === null) return undefined;
    const [whole = '', fraction = '', unit = ''] = found.slice(1);
    if (whole === '' && fraction === '') return undefined;
    const scale = unitNanoseconds[unit] ?? 0n;
    total += BigInt(whole === '' ? '0' : whole) * scale;
    if (fraction !== '') total += (BigInt(fraction) * scale) / 10n ** BigInt(fraction.length);
    at += found[0].length;
  }
  const nanoseconds = signed[1] === '-' ? -total : total;
  return nanoseconds < minimumInt || nanoseconds > maximumInt ? undefined : new Duration(nanoseconds);
}

/** Decimal seconds: `string(duration)` and JSON. */
export function formatDuration(duration: Duration): string {
  const { nanoseconds } = duration;
  // As upstream, by way of a double, which rounds.
  const seconds = Number(nanoseconds / 1_000_000_000n) + Number(nanoseconds % 1_000_000_000n) / 1e9;
  return `${plainDecimal(seconds)}s`;
}

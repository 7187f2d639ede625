import { fail } from '../failure.ts';
import { type Duration, durationOf } from './duration.ts';

/** An instant between the years 1 and 9999. */
export class Timestamp {
  /** Whole seconds since 1970, rounded down. */
  readonly seconds: number;
  readonly nanoseconds: number;
  /** Seconds east of UTC it was written with: all that remains of that is how it prints. */
  readonly offset: number;
  constructor(seconds: number, nanoseconds: number, offset = 0) {
    this.seconds = seconds;
    this.nanoseconds = nanoseconds;
    this.offset = offset;
  }
}

const minimumSeconds = -62_135_596_800;
const maximumSeconds = 253_402_300_799;

export function timestampOf(seconds: number, nanoseconds: number, offset = 0): Timestamp {
  if (seconds < minimumSeconds || seconds > maximumSeconds) fail('overflow', 'timestamp overflow');
  return new Timestamp(seconds, nanoseconds, offset);
}

const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** Reads RFC 3339 text; undefined when it cannot be read. Fails when it is out of range. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const found = pattern.exec(text);
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (day < 1 || date.getUTCMonth() !== month - 1) return undefined;
  const offsetHours = Number(found[9] ?? 0);
  const offsetMinutes = Number(found[10] ?? 0);
  if (offsetHours > 24 || offsetMinutes > 59) return undefined;
  const offset = (offsetHours * 60 + offsetMinutes) * 60 * (found[8] === '-' ? -1 : 1);
  const seconds = date.getTime() / 1000 + hour * 3600 + minute * 60 + second - offset;
  return timestampOf(seconds, Number((found[7] ?? '').padEnd(9, '0').slice(0, 9)), offset);
}

function twoDigits(count: number): string {
  return String(count).padStart(2, '0');
}

function formatOffset(offset: number): string {
  if (offset === 0) return 'Z';
  const minutes = Math.trunc(Math.abs(offset) / 60);
  return `${offset < 0 ? '-' : '+'}${twoDigits(Math.trunc(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** RFC 3339 with the offset it was written with, and as many decimals as it takes. */
export function formatTimestamp(timestamp: Timestamp): string {
  const { offset } = timestamp;
  const text = new Date((timestamp.seconds + offset) * 1000).toISOString().slice(0, 19);
  const fraction = String(timestamp.nanoseconds).padStart(9, '0').replace(/0+$/, '');
  return `${text}${fraction === '' ? '' : `.${fraction}`}${formatOffset(offset)}`;
}

/** Nanoseconds since 1970. */
export function epochNanoseconds(timestamp: Timestamp): bigint {
  return BigInt(timestamp.seconds) * 1_000_000_000n + BigInt(timestamp.nanoseconds);
}

export function addDuration(timestamp: Timestamp, duration: Duration, sign: 1n | -1n): Timestamp {
  const total = epochNanoseconds(timestamp) + sign * duration.nanoseconds;
  const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return timestampOf(Number((total - rest) / 1_000_000_000n), Number(rest), timestamp.offset);
}

export function timeBetween(later: Timestamp, earlier: Timestamp): Duration {
  return durationOf(epochNanoseconds(later) - epochNanoseconds(earlier));
}

const zoneFormats = new Map<string, Intl.DateTimeFormat>();

/** Seconds east of UTC at an instant, for `+01:30`, `-08:00` or an IANA name. */
function zoneOffset(timestamp: Timestamp, zone: string): number {
  const fixed = /^([+-]?)(\d{1,2}):(\d{2})$/.exec(zone);
  if (fixed !== null) {
    return (Number(fixed[2]) * 60 + Number(fixed[3])) * 60 * (fixed[1] === '-' ? -1 : 1);
  }
  if (zone === '' || zone === 'UTC') return 0;
  let format = zoneFormats.get(zone);
  if (format === undefined) {
    try {
      format = new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hourCycle: 'h23',
        era: 'short',
        year: 'numeric',
        month: 'numeric',
        day: 'numeric',
        hour: 'numeric',
        minute: 'numeric',
        second: 'numeric',
      });
    } catch {
      fail('invalid-argument', `unknown time zone ${zone}`);
    }
    zoneFormats.set(zone, format);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(timestamp.seconds * 1000)) parts[type] = value;
  const year = Number(parts.year) * (parts.era === 'BC' ? -1 : 1) + (parts.era === 'BC' ? 1 : 0);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return local.getTime() / 1000 - timestamp.seconds;
}

export type TimestampField =
  | 'getFullYear'
  | 'getMonth'
  | 'getDayOfYear'
  | 'getDayOfMonth'
  | 'getDate'
  | 'getDayOfWeek'
  | 'getHours'
  | 'getMinutes'
  | 'getSeconds'
  | 'getMilliseconds';

/** One field of an instant, in a time zone; months, days of the year and `getDayOfMonth` count from 0. */
export function timestampField(timestamp: Timestamp, field: TimestampField, zone = ''): number {
  const date = new Date((timestamp.seconds + zoneOffset(timestamp, zone)) * 1000);
  switch (field) {
    case 'getFullYear':
      return date.getUTCFullYear();
    case 'getMonth':
      return date.getUTCMonth();
    case 'getDayOfYear': {
      const start = new Date(0);
      start.setUTCFullYear(date.getUTCFullYear(), 0, 1);
      return Math.floor((date.getTime() - start.getTime()) / 86_400_000);
    }
    case 'getDayOfMonth':
      return date.getUTCDate() - 1;
    case 'getDate':
      return date.getUTCDate();
    case 'getDayOfWeek':
      return date.getUTCDay();
    case 'getHours':
      return date.getUTCHours();
    case 'getMinutes':
      return date.getUTCMinutes();
    case 'getSeconds':
      return date.getUTCSeconds();
    case 'getMilliseconds':
      return Math.floor(timestamp.nanoseconds / 1_000_000);
  }
}

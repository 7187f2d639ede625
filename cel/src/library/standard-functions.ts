import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import {
  bytesToText,
  doubleToInt,
  doubleToText,
  doubleToUint,
  durationToInt,
  intToTimestamp,
  textToBool,
  textToDouble,
  textToDuration,
  textToInt,
  textToTimestamp,
  textToUint,
  timestampToInt,
  wholeToDouble,
} from '../values/conversion.ts';
import { type Duration, formatDuration } from '../values/duration.ts';
import { isMap, mapSize } from '../values/equality.ts';
import { intOf, type Uint, uintOf } from '../values/numbers.ts';
import { codePointLength } from '../values/text-length.ts';
import { formatTimestamp, type Timestamp, type TimestampField, timestampField } from '../values/timestamp.ts';
import { TypeValue, typeNameOf } from '../values/value-type.ts';
import { matches } from './regular-expression.ts';

const same = (value: unknown) => value;

function size(value: unknown): number {
  if (typeof value === 'string') return codePointLength(value);
  if (Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return isMap(value)
    ? mapSize(value)
    : fail('no-matching-overload', `no such overload: size(${typeNameOf(value)})`);
}

/** Any overload takes what has a size: the one the checker chose says nothing about a value of unknown type. */
const sizes: Library = [
  declare('size_bytes', 'size(bytes): int', size),
  declare('bytes_size', 'bytes.size(): int', size),
  declare('size_list', 'size(list(A)): int', size),
  declare('list_size', 'list(A).size(): int', size),
  declare('size_map', 'size(map(A, B)): int', size),
  declare('map_size', 'map(A, B).size(): int', size),
  declare('size_string', 'size(string): int', size),
  declare('string_size', 'string.size(): int', size),
].map((overload) => ({ ...overload, unguarded: true }));

const conversions: Library = [
  declare('type', 'type(A): type(A)', (value) => new TypeValue(typeNameOf(value))),
  declare('to_dyn', 'dyn(A): dyn', same),
  declare('bool_to_bool', 'bool(bool): bool', same),
  declare('string_to_bool', 'bool(string): bool', textToBool),
  declare('bytes_to_bytes', 'bytes(bytes): bytes', same),
  declare('string_to_bytes', 'bytes(string): bytes', (text: string) => new TextEncoder().encode(text)),
  declare('double_to_double', 'double(double): double', same),
  declare('int64_to_double', 'double(int): double', wholeToDouble),
  declare('string_to_double', 'double(string): double', textToDouble),
  declare('uint64_to_double', 'double(uint): double', wholeToDouble),
  declare('duration_to_duration', 'duration(duration): duration', same),
  declare('string_to_duration', 'duration(string): duration', textToDuration),
  declare('int64_to_int64', 'int(int): int', same),
  declare('double_to_int64', 'int(double): int', doubleToInt),
  declare('duration_to_int64', 'int(duration): int', durationToInt),
  declare('string_to_int64', 'int(string): int', textToInt),
  declare('timestamp_to_int64', 'int(timestamp): int', timestampToInt),
  declare('uint64_to_int64', 'int(uint): int', (value: Uint) => intOf(value.value)),
  declare('string_to_string', 'string(string): string', same),
  declare('bool_to_string', 'string(bool): string', String),
  declare('bytes_to_string', 'string(bytes): string', bytesToText),
  declare('double_to_string', 'string(double): string', doubleToText),
  declare('duration_to_string', 'string(duration): string', formatDuration),
  declare('int64_to_string', 'string(int): string', (value: number | bigint) => BigInt(value).toString()),
  declare('timestamp_to_string', 'string(timestamp): string', formatTimestamp),
  declare('uint64_to_string', 'string(uint): string', (value: Uint) => value.value.toString()),
  declare('timestamp_to_timestamp', 'timestamp(timestamp): timestamp', same),
  declare('int64_to_timestamp', 'timestamp(int): timestamp', intToTimestamp),
  declare('string_to_timestamp', 'timestamp(string): timestamp', textToTimestamp),
  declare('uint64_to_uint64', 'uint(uint): uint', same),
  declare('double_to_uint64', 'uint(double): uint', doubleToUint),
  declare('int64_to_uint64', 'uint(int): uint', (value: number | bigint) => uintOf(BigInt(value))),
  declare('string_to_uint64', 'uint(string): uint', textToUint),
];

const texts: Library = [
  declare('contains_string', 'string.contains(string): bool', (text: string, part: string) =>
    text.includes(part),
  ),
  declare('ends_with_string', 'string.endsWith(string): bool', (text: string, end: string) =>
    text.endsWith(end),
  ),
  declare('starts_with_string', 'string.startsWith(string): bool', (text: string, start: string) =>
    text.startsWith(start),
  ),
  declare('matches', 'matches(string, string): bool', matches),
  declare('matches_string', 'string.matches(string): bool', matches),
];

const fields: readonly [TimestampField, string][] = [
  ['getFullYear', 'year'],
  ['getMonth', 'month'],
  ['getDayOfYear', 'day_of_year'],
  ['getDayOfMonth', 'day_of_month'],
  ['getDate', 'day_of_month_1_based'],
  ['getDayOfWeek', 'day_of_week'],
  ['getHours', 'hours'],
  ['getMinutes', 'minutes'],
  ['getSeconds', 'seconds'],
  ['getMilliseconds', 'milliseconds'],
];

/** As upstream, by way of a double, which may round up. */
const whole =
  (unit: bigint) =>
  ({ nanoseconds }: Duration) =>
    Math.trunc(Number(nanoseconds / unit) + Number(nanoseconds % unit) / Number(unit));

const times: Library = [
  ...fields.flatMap(([name, id]) => [
    declare(`timestamp_to_${id}`, `timestamp.${name}(): int`, (time: Timestamp) =>
      timestampField(time, name),
    ),
    declare(`timestamp_to_${id}_with_tz`, `timestamp.${name}(string): int`, (time: Timestamp, zone: string) =>
      timestampField(time, name, zone),
    ),
  ]),
  declare('duration_to_hours', 'duration.getHours(): int', whole(3_600_000_000_000n)),
  declare('duration_to_minutes', 'duration.getMinutes(): int', whole(60_000_000_000n)),
  declare('duration_to_seconds', 'duration.getSeconds(): int', whole(1_000_000_000n)),
  declare('duration_to_milliseconds', 'duration.getMilliseconds(): int', (duration: Duration) =>
    intOf(duration.nanoseconds / 1_000_000n),
  ),
];

/** https://github.com/google/cel-go/blob/master/common/stdlib/standard.go, functions. */
export const standardFunctions: Library = [...sizes, ...conversions, ...texts, ...times];

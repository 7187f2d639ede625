import { type CelType, types } from '../cel-type.ts';
import { CelMap } from '../values/cel-map.ts';
import { textToDuration, textToTimestamp } from '../values/conversion.ts';
import { type Double, doubleOf, intOf, uintOf } from '../values/numbers.ts';
import { TypeValue } from '../values/value-type.ts';

/** The JSON form of `cel.expr.Value`. */
interface JsonValue {
  nullValue?: null;
  boolValue?: boolean;
  int64Value?: string | number;
  uint64Value?: string | number;
  doubleValue?: number | string;
  stringValue?: string;
  bytesValue?: string;
  listValue?: { values?: JsonValue[] };
  mapValue?: { entries?: { key: JsonValue; value: JsonValue }[] };
  typeValue?: string;
  objectValue?: { '@type': string; value: string };
}

function doubleFrom(value: number | string): number | Double {
  return typeof value === 'number' ? doubleOf(value) : Number(value);
}

/** Turns an expected or bound value of a row into an engine value. */
export function engineValue(json: unknown): unknown {
  const value = json as JsonValue;
  if ('boolValue' in value) return value.boolValue;
  if ('int64Value' in value) return intOf(BigInt(value.int64Value ?? 0));
  if ('uint64Value' in value) return uintOf(BigInt(value.uint64Value ?? 0));
  if ('doubleValue' in value) return doubleFrom(value.doubleValue ?? 0);
  if ('stringValue' in value) return value.stringValue;
  if ('bytesValue' in value)
    return Uint8Array.from(atob(value.bytesValue ?? ''), (character) => character.charCodeAt(0));
  if ('listValue' in value) return (value.listValue?.values ?? []).map(engineValue);
  if ('typeValue' in value) return new TypeValue(value.typeValue ?? '');
  if ('mapValue' in value) {
    const map = new CelMap();
    for (const entry of value.mapValue?.entries ?? [])
      map.set(engineValue(entry.key), engineValue(entry.value));
    return map;
  }
  if (value.objectValue !== undefined) {
    const text = value.objectValue.value;
    return value.objectValue['@type'].endsWith('Duration') ? textToDuration(text) : textToTimestamp(text);
  }
  return null;
}

interface JsonType {
  primitive?: string;
  wellKnown?: string;
  listType?: { elemType?: JsonType };
  mapType?: { keyType?: JsonType; valueType?: JsonType };
  abstractType?: { name: string; parameterTypes?: JsonType[] };
  typeParam?: string;
  null?: unknown;
  dyn?: unknown;
}

const primitives: Readonly<Record<string, CelType>> = {
  BOOL: types.bool,
  INT64: types.int,
  UINT64: types.uint,
  DOUBLE: types.double,
  STRING: types.string,
  BYTES: types.bytes,
};

/** Turns a declared type of a row into a checker type. */
export function checkerType(json: unknown): CelType {
  const type = (json ?? {}) as JsonType;
  if (type.primitive !== undefined) return primitives[type.primitive] ?? types.dyn;
  if (type.wellKnown === 'TIMESTAMP') return types.timestamp;
  if (type.wellKnown === 'DURATION') return types.duration;
  if (type.listType !== undefined) return types.list(checkerType(type.listType.elemType));
  if (type.mapType !== undefined) {
    return types.map(checkerType(type.mapType.keyType), checkerType(type.mapType.valueType));
  }
  if (type.abstractType !== undefined) {
    return types.opaque(type.abstractType.name, ...(type.abstractType.parameterTypes ?? []).map(checkerType));
  }
  if (type.typeParam !== undefined) return { kind: 'parameter', name: type.typeParam };
  return 'null' in type ? types.null : types.dyn;
}

import type { CelType } from '../cel-type.ts';
import { Duration } from '../values/duration.ts';
import { isMap, mapEntries } from '../values/equality.ts';
import { isDouble, isInt, Uint } from '../values/numbers.ts';
import { Timestamp } from '../values/timestamp.ts';
import { isPlainObject, TypeValue, typeNameOf } from '../values/value-type.ts';

export type Guard = (value: unknown) => boolean;

/**
 * The run-time test for a parameter type; undefined when every value passes. As upstream, lists and maps are judged by
 * their first entry, and empty ones pass (https://github.com/google/cel-go/blob/master/common/types/types.go,
 * IsAssignableRuntimeType).
 */
export function guardOf(type: CelType): Guard | undefined {
  switch (type.kind) {
    case 'dyn':
    case 'error':
    case 'parameter':
      return undefined;
    case 'null':
      return (value) => value === null;
    case 'bool':
      return (value) => typeof value === 'boolean';
    case 'string':
      return (value) => typeof value === 'string';
    case 'int':
      return isInt;
    case 'uint':
      return (value) => value instanceof Uint;
    case 'double':
      return isDouble;
    case 'bytes':
      return (value) => value instanceof Uint8Array;
    case 'timestamp':
      return (value) => value instanceof Timestamp;
    case 'duration':
      return (value) => value instanceof Duration;
    case 'type':
      return (value) => value instanceof TypeValue;
    case 'object':
      return isPlainObject;
    case 'list': {
      const element = guardOf(type.element);
      if (element === undefined) return Array.isArray;
      return (value) => Array.isArray(value) && (value.length === 0 || element(value[0]));
    }
    case 'map': {
      const key = guardOf(type.key);
      const inner = guardOf(type.value);
      if (key === undefined && inner === undefined) return isMap;
      return (value) => {
        if (!isMap(value)) return false;
        const { value: first } = mapEntries(value).next();
        return first === undefined || ((key?.(first[0]) ?? true) && (inner?.(first[1]) ?? true));
      };
    }
    case 'opaque': {
      const { name } = type;
      return (value) => typeNameOf(value) === name;
    }
  }
}

import { CelMap } from './cel-map.ts';
import { Duration } from './duration.ts';
import { LazyVariables } from './lazy-variables.ts';
import { Double, isIntNumber, Uint } from './numbers.ts';
import { Optional } from './optional.ts';
import { Timestamp } from './timestamp.ts';

/** A type as a value: `type(x)`, `int`, `google.protobuf.Timestamp`. */
export class TypeValue {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/**
 * A value of a type that only functions can look into, such as an IP address. Subclasses say what equals what.
 */
export abstract class OpaqueValue {
  abstract readonly typeName: string;
  abstract equals(other: OpaqueValue): boolean;
  /** Upstream computes some values as pointers, which no other value equals. */
  get isReference(): boolean {
    return false;
  }
  /** What `size` is to the cost rules; 1 for types that have none. */
  get costSize(): number {
    return 1;
  }
}

/** Whether a value is a map of the input: a JSON object. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return !isEngineObject(value) && !Array.isArray(value);
}

function isEngineObject(value: object): boolean {
  return (
    value instanceof CelMap ||
    value instanceof Double ||
    value instanceof Uint ||
    value instanceof Timestamp ||
    value instanceof Duration ||
    value instanceof Optional ||
    value instanceof TypeValue ||
    value instanceof OpaqueValue ||
    value instanceof LazyVariables ||
    value instanceof Uint8Array
  );
}

/** The name of a value's run-time type, as `type(x)` gives it. */
export function typeNameOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return isIntNumber(value) ? 'int' : 'double';
    case 'bigint':
      return 'int';
    case 'object':
      break;
    default:
      return 'null_type';
  }
  if (value === null) return 'null_type';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Double) return 'double';
  if (value instanceof Uint) return 'uint';
  if (value instanceof Uint8Array) return 'bytes';
  if (value instanceof Timestamp) return 'google.protobuf.Timestamp';
  if (value instanceof Duration) return 'google.protobuf.Duration';
  if (value instanceof Optional) return 'optional_type';
  if (value instanceof TypeValue) return 'type';
  if (value instanceof OpaqueValue) return value.typeName;
  return 'map';
}

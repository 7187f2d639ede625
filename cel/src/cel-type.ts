/** A CEL type, as variables are declared with and as the checker infers them. */
export type CelType =
  | {
      kind:
        | 'dyn'
        | 'error'
        | 'null'
        | 'bool'
        | 'int'
        | 'uint'
        | 'double'
        | 'string'
        | 'bytes'
        | 'timestamp'
        | 'duration';
    }
  | { kind: 'list'; element: CelType }
  | { kind: 'map'; key: CelType; value: CelType }
  /** An object type whose fields a SchemaProvider knows. */
  | { kind: 'object'; name: string }
  /** A type only functions can look into: `optional_type`, `net.IP`, … */
  | { kind: 'opaque'; name: string; parameters: readonly CelType[] }
  /** The type of a type, such as that of `int` in `type(1) == int`. */
  | { kind: 'type'; parameter?: CelType }
  /** A type parameter of a function, or one the checker still has to find. */
  | { kind: 'parameter'; name: string };

const opaque = (name: string): CelType => ({ kind: 'opaque', name, parameters: [] });

/** Ready-made types and constructors: `types.list(types.string)`. */
export const types = {
  dyn: { kind: 'dyn' },
  error: { kind: 'error' },
  null: { kind: 'null' },
  bool: { kind: 'bool' },
  int: { kind: 'int' },
  uint: { kind: 'uint' },
  double: { kind: 'double' },
  string: { kind: 'string' },
  bytes: { kind: 'bytes' },
  timestamp: { kind: 'timestamp' },
  duration: { kind: 'duration' },
  /** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/authz.go */
  authorizer: opaque('kubernetes.authorization.Authorizer'),
  quantity: opaque('kubernetes.Quantity'),
  url: opaque('kubernetes.URL'),
  ip: opaque('net.IP'),
  cidr: opaque('net.CIDR'),
  semver: opaque('kubernetes.Semver'),
  namedFormat: opaque('kubernetes.NamedFormat'),
  list: (element: CelType): CelType => ({ kind: 'list', element }),
  map: (key: CelType, value: CelType): CelType => ({ kind: 'map', key, value }),
  object: (name: string): CelType => ({ kind: 'object', name }),
  optional: (value: CelType): CelType => ({ kind: 'opaque', name: 'optional_type', parameters: [value] }),
  opaque: (name: string, ...parameters: CelType[]): CelType => ({ kind: 'opaque', name, parameters }),
  type: (parameter?: CelType): CelType =>
    parameter === undefined ? { kind: 'type' } : { kind: 'type', parameter },
} as const satisfies Record<string, CelType | ((...given: never[]) => CelType)>;

/** The run-time name of a type, as `type(x)` prints it. */
export function typeName(type: CelType): string {
  switch (type.kind) {
    case 'null':
      return 'null_type';
    case 'timestamp':
      return 'google.protobuf.Timestamp';
    case 'duration':
      return 'google.protobuf.Duration';
    case 'object':
    case 'opaque':
    case 'parameter':
      return type.name;
    default:
      return type.kind;
  }
}

/** Prints a type the way cel-go's checker does: `map(string, list(int))`. */
export function formatType(type: CelType): string {
  switch (type.kind) {
    case 'null':
      return 'null';
    case 'error':
      return '!error!';
    case 'timestamp':
      return 'timestamp';
    case 'duration':
      return 'duration';
    case 'list':
      return `list(${formatType(type.element)})`;
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.value)})`;
    case 'type':
      return type.parameter === undefined ? 'type' : `type(${formatType(type.parameter)})`;
    case 'opaque':
      return type.parameters.length === 0
        ? type.name
        : `${type.name}(${type.parameters.map(formatType).join(', ')})`;
    default:
      return typeName(type);
  }
}

/** Whether two types are the same, parameters included. */
export function isSameType(left: CelType, right: CelType): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind) return false;
  switch (left.kind) {
    case 'list':
      return right.kind === 'list' && isSameType(left.element, right.element);
    case 'map':
      return right.kind === 'map' && isSameType(left.key, right.key) && isSameType(left.value, right.value);
    case 'object':
      return right.kind === 'object' && left.name === right.name;
    case 'parameter':
      return right.kind === 'parameter' && left.name === right.name;
    case 'type':
      if (right.kind !== 'type') return false;
      if (left.parameter === undefined || right.parameter === undefined)
        return left.parameter === right.parameter;
      return isSameType(left.parameter, right.parameter);
    case 'opaque':
      return (
        right.kind === 'opaque' &&
        left.name === right.name &&
        left.parameters.length === right.parameters.length &&
        left.parameters.every((parameter, index) =>
          isSameType(parameter, right.parameters[index] ?? types.error),
        )
      );
    default:
      return true;
  }
}

/** The value type of an optional, or undefined for any other type. */
export function optionalValueType(type: CelType): CelType | undefined {
  return type.kind === 'opaque' && type.name === 'optional_type' ? type.parameters[0] : undefined;
}

import { typeName, types } from '../cel-type.ts';
import { declare, type Library } from '../declaration.ts';

/** Operators run by closures of their own, never through a declaration. */
const unused = (): never => {
  throw new Error('operators are compiled, not called');
};

const ordered = 'bool int uint double string bytes timestamp duration'.split(' ');
const wireNames: Readonly<Record<string, string>> = { int: 'int64', uint: 'uint64' };
const wire = (name: string) => wireNames[name] ?? name;

/** The number types a number may also be compared with. */
const crossing: Readonly<Record<string, readonly string[]>> = {
  int: ['double', 'uint'],
  uint: ['double', 'int'],
  double: ['int', 'uint'],
};

/** In upstream's order, which decides what is inferred of an operand of unknown type. */
function comparison(name: string, prefix: string, crossNumeric: boolean): Library {
  return ordered.flatMap((left) => [
    declare(`${prefix}_${wire(left)}`, `${name}(${left}, ${left}): bool`, unused),
    ...(crossNumeric ? (crossing[left] ?? []) : []).map((right) =>
      declare(`${prefix}_${wire(left)}_${wire(right)}`, `${name}(${left}, ${right}): bool`, unused),
    ),
  ]);
}

function arithmetic(name: string, prefix: string, kinds: readonly string[]): Library {
  return kinds.map((type) =>
    declare(`${prefix}_${wire(type)}`, `${name}(${type}, ${type}): ${type}`, unused),
  );
}

/** https://github.com/google/cel-go/blob/master/common/stdlib/standard.go, operators. */
export function standardOperators(crossNumeric: boolean): Library {
  return [
    declare('conditional', '_?_:_(bool, A, A): A', unused),
    declare('equals', '_==_(A, A): bool', unused),
    declare('not_equals', '_!=_(A, A): bool', unused),
    declare('logical_not', '!_(bool): bool', unused),
    ...comparison('_<_', 'less', crossNumeric),
    ...comparison('_<=_', 'less_equals', crossNumeric),
    ...comparison('_>_', 'greater', crossNumeric),
    ...comparison('_>=_', 'greater_equals', crossNumeric),
    declare('add_bytes', '_+_(bytes, bytes): bytes', unused),
    declare('add_double', '_+_(double, double): double', unused),
    declare('add_duration_duration', '_+_(duration, duration): duration', unused),
    declare('add_duration_timestamp', '_+_(duration, timestamp): timestamp', unused),
    declare('add_timestamp_duration', '_+_(timestamp, duration): timestamp', unused),
    declare('add_int64', '_+_(int, int): int', unused),
    declare('add_list', '_+_(list(A), list(A)): list(A)', unused),
    declare('add_string', '_+_(string, string): string', unused),
    declare('add_uint64', '_+_(uint, uint): uint', unused),
    declare('subtract_double', '_-_(double, double): double', unused),
    declare('subtract_duration_duration', '_-_(duration, duration): duration', unused),
    declare('subtract_int64', '_-_(int, int): int', unused),
    declare('subtract_timestamp_duration', '_-_(timestamp, duration): timestamp', unused),
    declare('subtract_timestamp_timestamp', '_-_(timestamp, timestamp): duration', unused),
    declare('subtract_uint64', '_-_(uint, uint): uint', unused),
    ...arithmetic('_*_', 'multiply', ['double', 'int', 'uint']),
    ...arithmetic('_/_', 'divide', ['double', 'int', 'uint']),
    ...arithmetic('_%_', 'modulo', ['int', 'uint']),
    declare('negate_double', '-_(double): double', unused),
    declare('negate_int64', '-_(int): int', unused),
    declare('in_list', '@in(A, list(A)): bool', unused),
    declare('in_map', '@in(A, map(A, B)): bool', unused),
    declare('index_list', '_[_](list(A), int): A', unused),
    declare('index_map', '_[_](map(A, B), A): B', unused),
  ];
}

/** Names that stand for types in expressions: `type(x) == int`. */
export const typeConstants: ReadonlyMap<string, string> = new Map(
  [
    'bool',
    'bytes',
    'double',
    'int',
    'list',
    'map',
    'null_type',
    'string',
    'uint',
    'type',
    'optional_type',
    typeName(types.quantity),
    typeName(types.url),
    typeName(types.ip),
    typeName(types.cidr),
    typeName(types.semver),
    typeName(types.namedFormat),
    'google.protobuf.Timestamp',
    'google.protobuf.Duration',
  ].map((name) => [name, name]),
);

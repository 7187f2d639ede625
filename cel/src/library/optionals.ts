import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { isZeroScalar } from '../values/conversion.ts';
import { isMap, mapSize } from '../values/equality.ts';
import { Uint } from '../values/numbers.ts';
import { none, Optional, optionalOf } from '../values/optional.ts';

const compiled = (): never => {
  throw new Error('this function is compiled, not called');
};

function isZero(value: unknown): boolean {
  if (value instanceof Uint) return value.value === 0n;
  return isMap(value) ? mapSize(value) === 0 : isZeroScalar(value);
}

function valueOf(optional: Optional): unknown {
  return optional.present ? optional.value : fail('optional-none', 'optional.none() dereference');
}

function unwrap(list: readonly unknown[]): unknown[] {
  const values: unknown[] = [];
  for (const element of list) {
    if (!(element instanceof Optional)) fail('invalid-argument', 'unwrap: an element is not optional');
    else if (element.present) values.push(element.value);
  }
  return values;
}

/** https://github.com/google/cel-go/blob/master/cel/library.go, OptionalTypes. */
export const optionals: Library = [
  declare('optional_of', 'optional.of(V): optional(V)', optionalOf),
  declare('optional_ofNonZeroValue', 'optional.ofNonZeroValue(V): optional(V)', (value) =>
    isZero(value) ? none : optionalOf(value),
  ),
  declare('optional_none', 'optional.none(): optional(V)', () => none),
  declare('optional_value', 'optional(V).value(): V', valueOf),
  declare('optional_hasValue', 'optional(V).hasValue(): bool', (optional: Optional) => optional.present),
  declare('optional_or_optional', 'optional(V).or(optional(V)): optional(V)', compiled),
  declare('optional_orValue_value', 'optional(V).orValue(V): V', compiled),
  declare('list_optindex_optional_int', '_[?_](list(V), int): optional(V)', compiled),
  declare('optional_list_optindex_optional_int', '_[?_](optional(list(V)), int): optional(V)', compiled),
  declare('map_optindex_optional_value', '_[?_](map(K, V), K): optional(V)', compiled),
  declare('optional_map_optindex_optional_value', '_[?_](optional(map(K, V)), K): optional(V)', compiled),
  declare('optional_list_index_int', '_[_](optional(list(V)), int): optional(V)', compiled),
  declare('optional_map_index_value', '_[_](optional(map(K, V)), K): optional(V)', compiled),
  declare('list_last', 'list(V).last(): optional(V)', (list: unknown[]) =>
    list.length === 0 ? none : optionalOf(list.at(-1)),
  ),
  declare('list_first', 'list(V).first(): optional(V)', (list: unknown[]) =>
    list.length === 0 ? none : optionalOf(list[0]),
  ),
  declare('optional_unwrap', 'optional.unwrap(list(optional(V))): list(V)', unwrap),
  declare('optional_unwrapOpt', 'list(optional(V)).unwrapOpt(): list(V)', unwrap),
];

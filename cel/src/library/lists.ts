import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { isEqual } from '../values/equality.ts';
import { isInt } from '../values/numbers.ts';
import { compareValues, isComparable, sorted } from '../values/ordering.ts';
import { typeNameOf } from '../values/value-type.ts';
import { countWork } from '../values/work.ts';

const comparable = 'int uint double bool duration timestamp string bytes'.split(' ');

function slice(list: readonly unknown[], start: number, end: number): unknown[] {
  const call = `cannot slice(${start}, ${end})`;
  if (start < 0 || end < 0) fail('invalid-argument', `${call}, negative indexes not supported`);
  if (start > end) fail('invalid-argument', `${call}, start index must be less than or equal to end index`);
  if (list.length < end) fail('invalid-argument', `${call}, list is length ${list.length}`);
  return list.slice(start, end);
}

function flatten(list: unknown, depth: unknown = 1): unknown[] {
  if (!Array.isArray(list) || !isInt(depth)) return fail('no-matching-overload', 'no such overload: flatten');
  if (depth < 0) fail('invalid-argument', 'level must be non-negative');
  const flat: unknown[] = [];
  const visit = (inner: readonly unknown[], left: number): void => {
    for (const element of inner) {
      countWork();
      if (Array.isArray(element) && left > 0) visit(element, left - 1);
      else flat.push(element);
    }
  };
  visit(list, Number(depth));
  return flat;
}

function sort(list: unknown): readonly unknown[] {
  if (!Array.isArray(list)) return fail('no-matching-overload', 'no such overload: sort');
  const type = typeNameOf(list[0]);
  if (list.length > 0 && !isComparable(list[0])) fail('invalid-argument', 'list elements must be comparable');
  if (list.some((element) => typeNameOf(element) !== type)) {
    fail('invalid-argument', 'list elements must have the same type');
  }
  return sorted(list, (left, right) => compareValues(left, right));
}

const longestRange = 1_000_000;

function range(count: number | bigint): number[] {
  if (count < 0) fail('invalid-argument', `lists.range: size must be non-negative, got ${count}`);
  if (count > longestRange)
    fail('invalid-argument', `lists.range: size ${count} exceeds maximum allowed (${longestRange})`);
  return Array.from({ length: Number(count) }, (_, at) => at);
}

function distinct(list: readonly unknown[]): unknown[] {
  const texts = new Set<string>();
  const others: unknown[] = [];
  return list.filter((element) => {
    if (typeof element === 'string') {
      if (texts.has(element)) return false;
      texts.add(element);
      return true;
    }
    if (others.some((other) => isEqual(other, element))) return false;
    others.push(element);
    return true;
  });
}

/** https://github.com/google/cel-go/blob/master/ext/lists.go, version 3; `first` and `last` come with optionals. */
export const lists: Library = [
  declare('list_slice', 'list(T).slice(int, int): list(T)', slice),
  { ...declare('list_flatten', 'list(list(T)).flatten(): list(T)', flatten), unguarded: true },
  { ...declare('list_flatten_int', 'list(dyn).flatten(int): list(dyn)', flatten), unguarded: true },
  ...comparable.map((type) => ({
    ...declare(`list_${type}_sort`, `list(${type}).sort(): list(${type})`, sort),
    unguarded: true,
  })),
  declare('lists_range', 'lists.range(int): list(int)', range),
  declare('list_reverse', 'list(T).reverse(): list(T)', (list: readonly unknown[]) => list.toReversed()),
  declare('list_distinct', 'list(T).distinct(): list(T)', distinct),
];

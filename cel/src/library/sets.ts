import { declare, type Library } from '../declaration.ts';
import { isEqual } from '../values/equality.ts';

function has(list: readonly unknown[], wanted: unknown): boolean {
  return typeof wanted === 'string'
    ? list.includes(wanted)
    : list.some((element) => isEqual(element, wanted));
}

function contains(list: readonly unknown[], part: readonly unknown[]): boolean {
  return part.every((element) => has(list, element));
}

/** https://github.com/google/cel-go/blob/master/ext/sets.go */
export const sets: Library = [
  declare('list_sets_contains_list', 'sets.contains(list(T), list(T)): bool', contains),
  declare(
    'list_sets_equivalent_list',
    'sets.equivalent(list(T), list(T)): bool',
    (left: readonly unknown[], right: readonly unknown[]) => contains(left, right) && contains(right, left),
  ),
  declare(
    'list_sets_intersects_list',
    'sets.intersects(list(T), list(T)): bool',
    (left: readonly unknown[], right: readonly unknown[]) => left.some((element) => has(right, element)),
  ),
];

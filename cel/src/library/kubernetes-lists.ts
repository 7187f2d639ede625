import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { arithmetic } from '../values/arithmetic.ts';
import { Duration } from '../values/duration.ts';
import { isEqual } from '../values/equality.ts';
import { Double, Uint } from '../values/numbers.ts';
import { isAfter, isComparable } from '../values/ordering.ts';
import { typeNameOf } from '../values/value-type.ts';

const comparable = 'int uint double bool duration timestamp string bytes'.split(' ');

/** Only elements of types with an order are taken; two of different types pass for equal, as upstream. */
function comparableElement(element: unknown): unknown {
  if (!isComparable(element))
    fail('no-matching-overload', `no such overload: ${typeNameOf(element)} has no order`);
  return element;
}

function isSorted(list: readonly unknown[]): boolean {
  for (let at = 0; at < list.length; at++) {
    comparableElement(list[at]);
    if (at > 0 && isAfter(list[at - 1], list[at])) return false;
  }
  return true;
}

type Better = (element: unknown, best: unknown) => boolean;

/** The element no other is better than; of equal ones the first. */
const extreme = (name: string, better: Better) => (list: readonly unknown[]) => {
  if (list.length === 0) fail('invalid-argument', `${name} called on empty list`);
  return list.map(comparableElement).reduce((best, element) => (better(element, best) ? element : best));
};

const smaller: Better = (element, best) => isAfter(best, element);

const sumFrom = (zero: unknown) => (list: readonly unknown[]) =>
  list.reduce((total, element) => arithmetic('+', total, element), zero);

function indexOf(list: readonly unknown[], wanted: unknown): number {
  return list.findIndex((element) => isEqual(element, wanted));
}

function lastIndexOf(list: readonly unknown[], wanted: unknown): number {
  return list.findLastIndex((element) => isEqual(element, wanted));
}

function includes(target: unknown, wanted: unknown): boolean {
  return Array.isArray(target) ? target.some((element) => isEqual(element, wanted)) : isEqual(target, wanted);
}

const zeros: readonly [string, unknown][] = [
  ['int', 0],
  ['uint', new Uint(0n)],
  ['double', new Double(0)],
  ['duration', new Duration(0n)],
];

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/lists.go, version 0. */
export const kubernetesLists: Library = [
  ...comparable.map((type) =>
    declare(`list_${type}_is_sorted_bool`, `list(${type}).isSorted(): bool`, isSorted),
  ),
  ...zeros.map(([type, zero]) =>
    declare(`list_${type}_sum_${type}`, `list(${type}).sum(): ${type}`, sumFrom(zero)),
  ),
  ...comparable.map((type) =>
    declare(`list_${type}_max_${type}`, `list(${type}).max(): ${type}`, extreme('max', isAfter)),
  ),
  ...comparable.map((type) =>
    declare(`list_${type}_min_${type}`, `list(${type}).min(): ${type}`, extreme('min', smaller)),
  ),
  declare('list_a_index_of_int', 'list(A).indexOf(A): int', indexOf),
  declare('list_a_last_index_of_int', 'list(A).lastIndexOf(A): int', lastIndexOf),
];

/** What version 1 adds. */
export const kubernetesListsIncludes: Library = [
  declare('list_includes_dyn_dyn', 'dyn.includes(dyn): bool', includes),
];

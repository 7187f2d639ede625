import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { doubleOf, intOf } from '../values/numbers.ts';
import {
  addQuantities,
  compareQuantities,
  parseQuantity,
  Quantity,
  quantityApproximation,
  quantityInteger,
  subtractQuantities,
} from '../values/quantity.ts';

function read(text: string): Quantity {
  return (
    parseQuantity(text) ??
    fail(
      'conversion',
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    )
  );
}

function integer(quantity: Quantity): number | bigint {
  const value = quantityInteger(quantity);
  return value === undefined ? fail('conversion', 'cannot convert value to integer') : intOf(value);
}

const ofInt = (value: number | bigint) => new Quantity(BigInt(value), 0, false);

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/quantity.go; `sign` is a global function there. */
export const quantity: Library = [
  declare('string_to_quantity', 'quantity(string): Quantity', read),
  declare(
    'is_quantity_string',
    'isQuantity(string): bool',
    (text: string) => parseQuantity(text) !== undefined,
  ),
  declare('quantity_sign', 'sign(Quantity): int', ({ value }: Quantity) =>
    value > 0n ? 1 : value < 0n ? -1 : 0,
  ),
  declare(
    'quantity_is_greater_than',
    'Quantity.isGreaterThan(Quantity): bool',
    (left: Quantity, right: Quantity) => compareQuantities(left, right) > 0,
  ),
  declare(
    'quantity_is_less_than',
    'Quantity.isLessThan(Quantity): bool',
    (left: Quantity, right: Quantity) => compareQuantities(left, right) < 0,
  ),
  declare('quantity_compare_to', 'Quantity.compareTo(Quantity): int', compareQuantities),
  declare('quantity_get_float', 'Quantity.asApproximateFloat(): double', (quantity: Quantity) =>
    doubleOf(quantityApproximation(quantity)),
  ),
  declare('quantity_get_int', 'Quantity.asInteger(): int', integer),
  declare(
    'quantity_is_integer',
    'Quantity.isInteger(): bool',
    (quantity: Quantity) => quantityInteger(quantity) !== undefined,
  ),
  declare('quantity_add', 'Quantity.add(Quantity): Quantity', addQuantities),
  declare('quantity_add_int', 'Quantity.add(int): Quantity', (left: Quantity, right: number | bigint) =>
    addQuantities(left, ofInt(right)),
  ),
  declare('quantity_sub', 'Quantity.sub(Quantity): Quantity', (left: Quantity, right: Quantity) =>
    subtractQuantities(left, right),
  ),
  declare('quantity_sub_int', 'Quantity.sub(int): Quantity', (left: Quantity, right: number | bigint) =>
    subtractQuantities(left, ofInt(right)),
  ),
];

import { declare, type Library, type Overload } from '../declaration.ts';
import { fail } from '../failure.ts';
import { negate } from '../values/arithmetic.ts';
import {
  compareNumbers,
  type Double,
  doubleOf,
  doubleValue,
  intOf,
  isDouble,
  numberKind,
  Uint,
  uintOf,
  wholeValue,
} from '../values/numbers.ts';

type Real = number | Double;
type Whole = number | bigint;

/** The first of the numbers no other is greater (or less) than. */
function extreme(sign: 1 | -1, numbers: readonly unknown[]): unknown {
  if (numbers.length === 0) fail('invalid-argument', 'math.greatest and math.least need at least one number');
  for (const number of numbers) {
    if (numberKind(number) === undefined) fail('no-matching-overload', 'no such overload: not a number');
  }
  return numbers.reduce((best, number) => (compareNumbers(number, best) === sign ? number : best));
}

const kinds = ['double', 'int', 'uint'] as const;
const mostArguments = 12;

/** cel-go makes these variadic by a macro; here each arity is an overload. */
function variadic(name: string, id: string, sign: 1 | -1): Library {
  const many = (...numbers: unknown[]) => extreme(sign, numbers);
  const list = (numbers: readonly unknown[]) => extreme(sign, numbers);
  const library: Overload[] = kinds.flatMap((kind) => [
    declare(`math_@${id}_${kind}`, `${name}(${kind}): ${kind}`, many),
    declare(`math_@${id}_list_${kind}`, `${name}(list(${kind})): ${kind}`, list),
    ...kinds.map((other) =>
      declare(
        `math_@${id}_${kind}_${other}`,
        `${name}(${kind}, ${other}): ${kind === other ? kind : 'dyn'}`,
        many,
      ),
    ),
  ]);
  for (let count = 3; count <= mostArguments; count++) {
    library.push(
      declare(
        `math_@${id}_${count}`,
        `${name}(${Array.from({ length: count }, () => 'dyn').join(', ')}): dyn`,
        many,
      ),
    );
  }
  return library;
}

const rounding = (name: string, round: (value: number) => number) =>
  declare(`math_${name}_double`, `math.${name}(double): double`, (value: Real) =>
    doubleOf(round(doubleValue(value))),
  );

/** Half away from zero, as Go's math.Round. */
function roundHalfAway(value: number): number {
  if (!Number.isFinite(value)) return value;
  const truncated = Math.trunc(value);
  return Math.abs(value - truncated) >= 0.5 ? truncated + Math.sign(value) : truncated;
}

const ofDouble = (name: string, test: (value: number) => boolean) =>
  declare(`math_${name}_double`, `math.${name}(double): bool`, (value: Real) => test(doubleValue(value)));

function bitwise(name: string, operation: (left: bigint, right: bigint) => bigint): Library {
  return [
    declare(`math_${name}_int_int`, `math.${name}(int, int): int`, (left: Whole, right: Whole) =>
      intOf(BigInt.asIntN(64, operation(BigInt(left), BigInt(right)))),
    ),
    declare(`math_${name}_uint_uint`, `math.${name}(uint, uint): uint`, (left: Uint, right: Uint) =>
      uintOf(operation(left.value, right.value)),
    ),
  ];
}

function shiftDistance(distance: Whole): bigint {
  if (distance < 0) fail('invalid-argument', `negative offset: ${distance}`);
  return BigInt(distance);
}

/** Shifting by 64 or more leaves no bit. */
function shift(name: string, operation: (value: bigint, distance: bigint) => bigint): Library {
  const shifted = (value: bigint, distance: Whole) => {
    const checked = shiftDistance(distance);
    return checked > 63n ? 0n : BigInt.asUintN(64, operation(BigInt.asUintN(64, value), checked));
  };
  return [
    declare(`math_${name}_int_int`, `math.${name}(int, int): int`, (value: Whole, distance: Whole) =>
      intOf(BigInt.asIntN(64, shifted(BigInt(value), distance))),
    ),
    declare(`math_${name}_uint_int`, `math.${name}(uint, int): uint`, (value: Uint, distance: Whole) =>
      uintOf(shifted(value.value, distance)),
    ),
  ];
}

function sign(value: unknown): unknown {
  if (value instanceof Uint) return uintOf(value.value === 0n ? 0n : 1n);
  if (isDouble(value)) return doubleOf(Math.sign(doubleValue(value)));
  const whole = wholeValue(value);
  return whole === 0n ? 0 : whole > 0n ? 1 : -1;
}

function absolute(value: unknown): unknown {
  if (value instanceof Uint) return value;
  if (isDouble(value)) return doubleOf(Math.abs(doubleValue(value)));
  return wholeValue(value) < 0n ? negate(value) : value;
}

const squareRoot = (value: unknown) =>
  doubleOf(Math.sqrt(isDouble(value) ? doubleValue(value) : Number(wholeValue(value))));

/** https://github.com/google/cel-go/blob/master/ext/math.go */
export const mathExtension: Library = [
  ...variadic('math.greatest', 'max', 1),
  ...variadic('math.least', 'min', -1),
  rounding('ceil', Math.ceil),
  rounding('floor', Math.floor),
  rounding('round', roundHalfAway),
  rounding('trunc', Math.trunc),
  ofDouble('isInf', (value) => Math.abs(value) === Infinity),
  ofDouble('isNaN', Number.isNaN),
  ofDouble('isFinite', Number.isFinite),
  ...kinds.map((kind) => declare(`math_abs_${kind}`, `math.abs(${kind}): ${kind}`, absolute)),
  ...kinds.map((kind) => declare(`math_sign_${kind}`, `math.sign(${kind}): ${kind}`, sign)),
  ...bitwise('bitAnd', (left, right) => left & right),
  ...bitwise('bitOr', (left, right) => left | right),
  ...bitwise('bitXor', (left, right) => left ^ right),
  declare('math_bitNot_int_int', 'math.bitNot(int): int', (value: Whole) => intOf(~BigInt(value))),
  declare('math_bitNot_uint_uint', 'math.bitNot(uint): uint', ({ value }: Uint) =>
    uintOf(BigInt.asUintN(64, ~value)),
  ),
  ...shift('bitShiftLeft', (value, distance) => value << distance),
  ...shift('bitShiftRight', (value, distance) => value >> distance),
  ...kinds.map((kind) => declare(`math_sqrt_${kind}`, `math.sqrt(${kind}): double`, squareRoot)),
];

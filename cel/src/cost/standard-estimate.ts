import type { CallEstimate, Operand } from './call-estimate.ts';
import { fixed, plus, type Range, scaled, times, unknownSize } from './size-range.ts';

const stringFactor = 0.1;
const regexFactor = 0.25;
const one = fixed(1);

/** Go's uint64 wraps around. */
const wrapped = (value: bigint) => BigInt.asUintN(64, value);

/** What cel-go's own functions are estimated to cost: https://github.com/google/cel-go/blob/master/checker/cost.go, functionCost. */
export function standardEstimate(
  overload: string,
  target: Operand | undefined,
  given: readonly Operand[],
): CallEstimate {
  const sizes = given.map(({ size }) => size);
  const [first = unknownSize, second = unknownSize] = sizes;
  switch (overload) {
    case 'string_format':
      return { cost: scaled(target?.size ?? unknownSize, stringFactor) };
    case 'string_to_bytes':
      return {
        cost: scaled(first, stringFactor),
        size: { min: first.min, max: wrapped(first.max * 4n) },
      };
    case 'bytes_to_string':
      return { cost: scaled(first, stringFactor), size: { min: first.min / 4n, max: first.max } };
    case 'strings_quote':
      return {
        cost: scaled(first, stringFactor),
        size: {
          min: wrapped(first.min + 2n),
          max: wrapped(first.max * 2n + 2n),
        },
      };
    case 'starts_with_string':
    case 'ends_with_string':
      return { cost: scaled(first, stringFactor) };
    case 'in_list':
      return { cost: scaled(second, 1) };
    case 'matches':
    case 'matches_string': {
      const text = overload === 'matches' ? first : (target?.size ?? unknownSize);
      const pattern = overload === 'matches' ? second : first;
      return { cost: times(scaled(plus(text, one), stringFactor), scaled(pattern, regexFactor)) };
    }
    case 'contains_string':
      return {
        cost: times(scaled(target?.size ?? unknownSize, stringFactor), scaled(first, stringFactor)),
      };
    case 'add_list':
      return { cost: one, size: plus(first, second) };
    case 'add_string':
    case 'add_bytes': {
      const size = plus(first, second);
      return { cost: scaled(size, stringFactor), size };
    }
    default:
      return {
        cost: /^(not_)?equals$|^(less|greater)_(equals_)?(string|bytes)$/.test(overload)
          ? comparison(first, second)
          : one,
      };
  }
}

/** The shorter side is read through; nothing is read of an empty one. */
function comparison(left: Range, right: Range): Range {
  const max = left.max < right.max ? left.max : right.max;
  return scaled({ min: max > 0n ? 1n : 0n, max }, stringFactor);
}

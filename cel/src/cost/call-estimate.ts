import { type CelType, isSameType } from '../cel-type.ts';
import type { ExpandedNode } from './expanded-tree.ts';
import { fixed, plus, type Range, scaled, times, unbounded, unknownSize } from './size-range.ts';

/** An argument (or the target) of a call, as estimates see it. */
export interface Operand {
  readonly node: ExpandedNode;
  /** From a declared variable to here: field names, `@items`, `@values`, `@keys`. */
  readonly path: readonly string[] | undefined;
  readonly size: Range;
  /** Whether anything is known about the size, if only that it has no bound. */
  readonly sized: boolean;
  /** The size of one element where this is a list of elements whose type is known. */
  readonly element: { readonly type: CelType; readonly size: Range } | undefined;
}

export interface CallEstimate {
  /** Without what the arguments cost. */
  readonly cost: Range;
  readonly size?: Range | undefined;
}

const stringFactor = 0.1;
const regexFactor = 0.25;
const one = fixed(1);
const listCreation = fixed(10);

/** Go's uint64 wraps around. */
const wrapped = (value: bigint) => BigInt.asUintN(64, value);

/**
 * What a call is estimated to cost: cel-go's extension libraries (ext/lists.go, ext/sets.go), then the API server's
 * CostEstimator (https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/cost.go). Undefined where neither knows
 * the call and cel-go's defaults hold.
 */
export function libraryEstimate(
  name: string,
  overload: string,
  target: Operand | undefined,
  given: readonly Operand[],
): CallEstimate | undefined {
  return extensionEstimate(overload, target, given) ?? kubernetesEstimate(name, overload, target, given);
}

function allocatingCall(factor: number, size: Range): CallEstimate {
  return { cost: plus(plus(scaled(size, factor), one), listCreation), size };
}

/** A whole number that is written out; negative ones count for 0. */
function writtenCount(operand: Operand | undefined, otherwise: bigint): bigint {
  const node = operand?.node;
  if (node?.kind !== 'literal' || node.type.kind !== 'int') return otherwise;
  const value = BigInt(node.value as number | bigint);
  return value < 0n ? 0n : value;
}

function extensionEstimate(
  overload: string,
  target: Operand | undefined,
  given: readonly Operand[],
): CallEstimate | undefined {
  const size = target?.size ?? unknownSize;
  switch (overload) {
    case 'list_slice':
      return allocatingCall(1, fixed(wrapped(writtenCount(given[1], size.max) - writtenCount(given[0], 0n))));
    case 'lists_range':
      return allocatingCall(1, fixed(writtenCount(given[0], unbounded)));
    case 'list_reverse':
    case 'list_flatten':
      return allocatingCall(1, size);
    case 'list_flatten_int':
      return allocatingCall(Number(writtenCount(given[0], unbounded)), size);
    case 'list_distinct':
      return allocatingCall(2, times(size, size));
    case 'list_sets_contains_list':
    case 'list_sets_intersects_list':
    case 'list_sets_equivalent_list': {
      const both = times(given[0]?.size ?? unknownSize, given[1]?.size ?? unknownSize);
      return { cost: plus(scaled(both, overload === 'list_sets_equivalent_list' ? 2 : 1), one) };
    }
    default: {
      const sorted = /^list_(\w+)_sort(ByAssociatedKeys)?$/.exec(overload);
      if (sorted === null) return undefined;
      const keys = sorted[2] === undefined ? size : (given[0]?.size ?? unknownSize);
      const text = sorted[1] === 'string' || sorted[1] === 'bytes';
      return allocatingCall(text ? 2 + stringFactor : 2, times(keys, keys));
    }
  }
}

const nominal: ReadonlySet<string> = new Set(
  `serviceAccount path group resource subresource namespace name allowed reason error errored
  masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast
  format.named sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch
  getScheme getHostname getHost getPort getEscapedPath getQuery`.split(/\s+/),
);

function kubernetesEstimate(
  name: string,
  overload: string,
  target: Operand | undefined,
  given: readonly Operand[],
): CallEstimate | undefined {
  if (nominal.has(name)) return { cost: one };
  const first = given[0]?.size ?? unknownSize;
  const scan = (factor = 1): CallEstimate => ({ cost: scaled(first, factor * stringFactor) });
  switch (name) {
    case 'check':
      return { cost: fixed(350_000) };
    case 'fieldSelector':
    case 'labelSelector':
      return { cost: selectorCost(first) };
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
    case 'includes':
      return target === undefined ? undefined : { cost: traversalCost(name, target) };
    case 'url':
      return { ...scan(), size: first };
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
      return target && { cost: scaled(target.size, stringFactor), size: target.size };
    case 'replace':
      return target && { cost: scaled(target.size, 2 * stringFactor), size: replacedSize(target, given) };
    case 'split':
      return target && { cost: scaled(target.size, 2 * stringFactor), size: splitSize(target, given) };
    case 'join':
      return target && joinEstimate(target, given);
    case 'find':
    case 'findAll':
      return (
        target && {
          cost: times(scaled(plus(target.size, one), stringFactor), scaled(first, regexFactor)),
          size: { min: 0n, max: target.size.max },
        }
      );
    case 'cidr':
    case 'isIP':
    case 'isCIDR':
    case 'quantity':
    case 'isQuantity':
    case 'semver':
    case 'isSemver':
      return scan();
    case 'ip':
      return overload === 'cidr_ip' ? { cost: one } : scan();
    case 'ip.isCanonical':
      return scan(2);
    case 'containsIP':
    case 'containsCIDR':
      return { cost: containsCost(name, overload, first) };
    case 'validate':
      return { cost: scaled(scaled(first, stringFactor), 128 * regexFactor) };
    case '_==_':
      return equalityEstimate(given);
    default:
      return undefined;
  }
}

function selectorCost(size: Range): Range {
  return plus(plus(listCreation, scaled(size, stringFactor)), scaled(scaled(size, 0.5), 50));
}

function traversalCost(name: string, target: Operand): Range {
  const { element, size } = target;
  if (element === undefined) return name === 'includes' ? times(size, one) : scaled(size, stringFactor);
  const isText = element.type.kind === 'string' || element.type.kind === 'bytes';
  return times(size, isText ? plus(one, scaled(element.size, stringFactor)) : one);
}

function replacedSize(target: Operand, given: readonly Operand[]): Range {
  const { size } = target;
  const from = given[0]?.size ?? unknownSize;
  const to = given[1]?.size ?? unknownSize;
  const oneMore = (count: bigint) => (count < unbounded ? count + 1n : count);
  let [most, kept] = [0n, 0n];
  if (from.min === 0n) [most, kept] = [oneMore(size.max), size.max];
  else if (to.max <= from.min) kept = size.max;
  else most = quotientUp(size.max, from.min);
  let [least, keptLeast] = [0n, 0n];
  if (from.max === 0n) [least, keptLeast] = [oneMore(size.min), size.min];
  else if (from.max <= to.min) keptLeast = size.min;
  else least = quotientUp(size.min, from.max);
  return plus(times({ min: least, max: most }, to), { min: keptLeast, max: kept });
}

/** In doubles, as upstream divides. */
function quotientUp(count: bigint, length: bigint): bigint {
  const quotient = Math.ceil(Number(count) / Number(length));
  return quotient >= 2 ** 64 ? unbounded : BigInt(quotient);
}

function splitSize(target: Operand, given: readonly Operand[]): Range {
  const limit = given[1]?.node;
  const isWritten = limit?.kind === 'literal' && limit.type.kind === 'int';
  return { min: 0n, max: isWritten ? wrapped(BigInt(limit.value as number | bigint)) : target.size.max };
}

function joinEstimate(target: Operand, given: readonly Operand[]): CallEstimate {
  const { size, element } = target;
  let joined = element === undefined ? fixed(0) : times(size, element.size);
  if (given[0] !== undefined) {
    const separators = { min: size.min > 0n ? size.min - 1n : 0n, max: size.max > 0n ? size.max - 1n : 0n };
    joined = plus(joined, times(given[0].size, separators));
  }
  return { cost: scaled(joined, stringFactor), size: joined };
}

function containsCost(name: string, overload: string, other: Range): Range {
  const bytes = { min: 4n, max: 16n };
  let cost = scaled(plus(bytes, bytes), stringFactor);
  if (name === 'containsCIDR') cost = plus(plus(cost, scaled(bytes, stringFactor)), one);
  return overload.endsWith('_string') ? plus(cost, scaled(other, stringFactor)) : cost;
}

const cheaplyEqual: ReadonlySet<string> = new Set([
  'net.IP',
  'net.CIDR',
  'kubernetes.Quantity',
  'kubernetes.Semver',
  'kubernetes.authorization.Authorizer',
  'kubernetes.authorization.PathCheck',
  'kubernetes.authorization.GroupCheck',
  'kubernetes.authorization.ResourceCheck',
  'kubernetes.authorization.Decision',
]);

function equalityEstimate(given: readonly Operand[]): CallEstimate | undefined {
  const [left, right] = given;
  const type = left?.node.type;
  if (type?.kind !== 'opaque' || right === undefined || !isSameType(type, right.node.type)) return undefined;
  if (cheaplyEqual.has(type.name)) return { cost: one };
  if (type.name === 'kubernetes.NamedFormat') return { cost: scaled({ min: 1n, max: 64n }, stringFactor) };
  if (type.name !== 'kubernetes.URL') return undefined;
  const size = right.sized ? right.size : one;
  return { cost: scaled({ min: 1n, max: size.max }, stringFactor) };
}

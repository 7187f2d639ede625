import { CelMap } from '../values/cel-map.ts';
import { isMap, mapEntries, mapSize } from '../values/equality.ts';
import { isInt } from '../values/numbers.ts';
import { Optional } from '../values/optional.ts';
import { codePointLength, utf8Length } from '../values/text-length.ts';
import { OpaqueValue } from '../values/value-type.ts';
import { countWork } from '../values/work.ts';

/**
 * What calls cost at run time, as the API server counts: its CostEstimator first
 * (https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/cost.go), then cel-go's default
 * (https://github.com/google/cel-go/blob/master/interpreter/runtimecost.go). Arguments are read by index: taking the list
 * apart would run its iterator, for each call.
 */
export type CallCost = number | ((given: readonly unknown[], result: unknown) => number);

export const stringFactor = 0.1;
const regexFactor = 0.25;
/** Upstream's guess for the regular expressions behind named formats. */
const listCreation = 10;

/** The size of a value where it has one, else 1. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return codePointLength(value);
  if (typeof value !== 'object' || value === null) return 1;
  if (Array.isArray(value)) return value.length;
  if (value instanceof CelMap) return value.size;
  if (value instanceof Uint8Array) return value.length;
  if (value instanceof OpaqueValue) return value.costSize;
  if (value instanceof Optional) return value.present ? sizeOf(value.value) : 1;
  return isMap(value) ? mapSize(value) : 1;
}

/** The size library functions of Kubernetes go by: unlike cel-go's own, it does not look into optionals. */
function plainSize(value: unknown): number {
  return value instanceof Optional ? 1 : sizeOf(value);
}

/** `==`, `!=` and comparisons of strings and bytes: the shorter side is read through. */
export function comparisonCost(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') {
    const shorter = Math.min(left.length, right.length);
    // Up to ten UTF-16 units are between one and ten code points: no need to count them.
    if (shorter <= 10) return shorter === 0 ? 0 : 1;
  }
  return Math.ceil(Math.min(sizeOf(left), sizeOf(right)) * stringFactor);
}

function traversal(value: unknown): number {
  countWork();
  if (typeof value === 'string') return Math.trunc(utf8Length(value) * stringFactor);
  if (value instanceof Uint8Array) return Math.trunc(value.length * stringFactor);
  if (Array.isArray(value)) return value.reduce((total: number, element) => total + traversal(element), 0);
  if (!isMap(value)) return 1;
  let total = 0;
  for (const [key, entry] of mapEntries(value)) total += traversal(key) + traversal(entry);
  return total;
}

const scan =
  (factor = 1): CallCost =>
  (given) =>
    Math.ceil(plainSize(given[0]) * factor * stringFactor);

const regex: CallCost = (given) =>
  Math.ceil((1 + plainSize(given[0])) * stringFactor) * Math.ceil(plainSize(given[1]) * regexFactor);

const contains: CallCost = (given) =>
  Math.ceil(sizeOf(given[0]) * stringFactor) * Math.ceil(sizeOf(given[1]) * stringFactor);

/** What a call costs whose second argument is written out, so that its share is known beforehand. */
export function costWithConstant(
  cost: Exclude<CallCost, number>,
  second: unknown,
): (first: unknown, result: unknown) => number {
  if (cost === regex) {
    const ofPattern = Math.ceil(plainSize(second) * regexFactor);
    return (text) => Math.ceil((1 + plainSize(text)) * stringFactor) * ofPattern;
  }
  if (cost === contains) {
    const ofPart = Math.ceil(sizeOf(second) * stringFactor);
    return (text) => Math.ceil(sizeOf(text) * stringFactor) * ofPart;
  }
  return (first, result) => cost([first, second], result);
}

const compare: CallCost = (given) => comparisonCost(given[0], given[1]);

/** Values of Kubernetes types compare in one unit, whatever their size; only `==` has that rule. */
export const equalityCost: CallCost = (given) =>
  given[0] instanceof OpaqueValue ? 1 : comparisonCost(given[0], given[1]);

/** The prefix or suffix is read, whatever the text. */
export const affix: CallCost = (given) => Math.ceil(sizeOf(given[1]) * stringFactor);

const joinBoth: CallCost = (given) => Math.ceil((sizeOf(given[0]) + sizeOf(given[1])) * stringFactor);

/** Building a list out of another: cel-go's trackAllocatingListCall. */
function listCall(factor: number, size: number): number {
  return Math.trunc(size * (factor < 0 ? 1 : factor)) + 1 + listCreation;
}

function selfCompare(list: unknown): number {
  const elements = Array.isArray(list) ? list : [];
  const [first] = elements;
  const factor = typeof first === 'string' || first instanceof Uint8Array ? 2 + stringFactor : 2;
  return listCall(elements.length === 0 ? 2 : factor, elements.length ** 2);
}

const sets =
  (factor: number): CallCost =>
  ([left, right]) =>
    1 + Math.trunc(sizeOf(left) * sizeOf(right) * factor);

function containsCost(id: string, parsedId: string, extra: (size: number) => number): CallCost {
  return ([network, other]) => {
    const size = plainSize(network);
    const parse = id === parsedId ? Math.ceil(plainSize(other) * stringFactor) : 0;
    return Math.ceil((size + size) * stringFactor) + extra(size) + parse;
  };
}

function selector(given: readonly unknown[]): number {
  const size = plainSize(given[1]);
  const parse = Math.ceil(size * stringFactor);
  const requirements = Math.ceil(size * 0.5);
  return listCreation + parse + Math.ceil(requirements * 50);
}

/** Costs by overload that come before all else: cel-go's extension libraries track their own. */
function extensionCost(id: string): CallCost | undefined {
  switch (id) {
    case 'list_slice':
    case 'lists_range':
    case 'list_reverse':
      return (_, result) => listCall(1, sizeOf(result));
    case 'list_flatten':
    case 'list_flatten_int':
      return (given) =>
        listCall(given.length === 2 && isInt(given[1]) ? Number(given[1]) : 1, sizeOf(given[0]));
    case 'list_distinct':
      return ([list]) => selfCompare(list);
    case 'list_sets_contains_list':
    case 'list_sets_intersects_list':
      return sets(1);
    case 'list_sets_equivalent_list':
      return sets(2);
    default:
      if (/^list_\S+_sort$/.test(id)) return ([list]) => selfCompare(list);
      if (/^list_\S+_sortByAssociatedKeys$/.test(id)) return ([, keys]) => selfCompare(keys);
      return undefined;
  }
}

const nominal: ReadonlySet<string> = new Set(
  `serviceAccount path group resource subresource namespace name allowed reason error errored
  masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast
  format.named sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan compareTo add sub major minor patch
  getScheme getHostname getHost getPort getEscapedPath getQuery`.split(/\s+/),
);

/** Costs by function name: the API server's CostEstimator. */
function kubernetesCost(name: string, id: string): CallCost | undefined {
  if (nominal.has(name)) return 1;
  switch (name) {
    case 'check':
      return 350_000;
    case 'fieldSelector':
    case 'labelSelector':
      return selector;
    case 'isSorted':
    case 'sum':
    case 'max':
    case 'min':
    case 'indexOf':
    case 'lastIndexOf':
    case 'includes':
      return ([list]) => traversal(list);
    case 'url':
    case 'lowerAscii':
    case 'upperAscii':
    case 'substring':
    case 'trim':
    case 'jsonpatch.escapeKey':
    case 'cidr':
    case 'isIP':
    case 'isCIDR':
    case 'quantity':
    case 'isQuantity':
    case 'semver':
    case 'isSemver':
      return scan();
    case 'replace':
    case 'split':
    case 'ip.isCanonical':
      return scan(2);
    case 'join':
      return (_, result) => Math.ceil(plainSize(result) * 2 * stringFactor);
    case 'find':
    case 'findAll':
      return regex;
    case 'ip':
      return id === 'cidr_ip' ? 1 : scan();
    case 'containsIP':
      return containsCost(id, 'cidr_contains_ip_string', () => 0);
    case 'containsCIDR':
      return containsCost(id, 'cidr_contains_cidr_string', (size) => Math.ceil(size * stringFactor) + 1);
    case 'validate':
      return ([format, text]) =>
        format instanceof OpaqueValue && 'maximumRegexSize' in format
          ? Math.ceil((1 + plainSize(text)) * stringFactor) *
            Math.ceil(Number(format.maximumRegexSize) * regexFactor)
          : 1;
    default:
      return undefined;
  }
}

/** cel-go's defaults by overload; calls that may mean several overloads cost 1. */
function standardCost(id: string): CallCost {
  switch (id) {
    case 'starts_with_string':
    case 'ends_with_string':
      return affix;
    case 'string_to_bytes':
    case 'bytes_to_string':
    case 'strings_quote':
    case 'string_format':
      return ([text]) => Math.ceil(sizeOf(text) * stringFactor);
    case 'in_list':
      return ([, list]) => sizeOf(list);
    case 'equals':
      return equalityCost;
    case 'not_equals':
      return compare;
    case 'add_string':
    case 'add_bytes':
      return joinBoth;
    case 'matches':
    case 'matches_string':
      return regex;
    case 'contains_string':
      return contains;
    default:
      return /^(less|greater)_(equals_)?(string|bytes)$/.test(id) ? compare : 1;
  }
}

/** The cost of a call, given the overloads its argument types leave possible. */
export function callCost(name: string, overloads: readonly string[]): CallCost {
  const id = overloads.length === 1 ? (overloads[0] ?? '') : '';
  return extensionCost(id) ?? kubernetesCost(name, id) ?? standardCost(id);
}

import type { FieldPath, Json } from '../cluster/index.ts';
import { alignLists } from './align-lists.ts';
import { RemediationError } from './errors.ts';
import { fieldOf, isList, isMapping, isSameValue, type JsonMapping } from './same-value.ts';

/**
 * Brings two changes of one value together, as a three-way merge: what only one of them changed is as it left it. Needed
 * because each patch was made for the object as it was: of two that add a `securityContext`, the later would undo the
 * earlier, and an index is no longer right after a removal.
 * @throws RemediationError `conflicting-change` when both change a field, and differently
 */
export function mergeValues(base: Json, one: Json, other: Json, path: FieldPath = []): Json {
  const merged = merge(base, one, other, path);
  if (merged === undefined) throw new RemediationError('conflicting-change', path);
  return merged;
}

/** Undefined stands for a field that is not there. */
function merge(
  base: Json | undefined,
  one: Json | undefined,
  other: Json | undefined,
  path: FieldPath,
): Json | undefined {
  if (base === other) return one;
  if (isSameValue(base, one) || isSameValue(one, other)) return other;
  if (isSameValue(base, other)) return one;
  if (isMapping(one) && isMapping(other)) return mergeMappings(isMapping(base) ? base : {}, one, other, path);
  if (isList(base) && isList(one) && isList(other)) return mergeLists(base, one, other, path);
  throw new RemediationError('conflicting-change', path);
}

function mergeMappings(base: JsonMapping, one: JsonMapping, other: JsonMapping, path: FieldPath): Json {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const entries = keys.map((key): [string, Json | undefined] => [
    key,
    merge(fieldOf(base, key), fieldOf(one, key), fieldOf(other, key), [...path, key]),
  ]);
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
}

function mergeLists(
  base: readonly Json[],
  one: readonly Json[],
  other: readonly Json[],
  path: FieldPath,
): Json {
  const ones = followElements(base, one);
  const others = followElements(base, other);
  const merged = [...withoutRepeats(ones.inserted[0], others.inserted[0])];
  for (const [index, element] of base.entries()) {
    const value = merge(element, ones.became[index], others.became[index], [...path, index]);
    if (value !== undefined) merged.push(value);
    merged.push(...withoutRepeats(ones.inserted[index + 1], others.inserted[index + 1]));
  }
  return merged;
}

/** What became of each element, and what was put in before the first and behind each. */
function followElements(base: readonly Json[], changed: readonly Json[]) {
  const became: (Json | undefined)[] = base.map(() => undefined);
  const inserted: Json[][] = Array.from({ length: base.length + 1 }, () => []);
  let behind = 0;
  for (const { before, after } of alignLists(base, changed)) {
    const value = after === undefined ? undefined : changed[after];
    if (before !== undefined) {
      became[before] = value;
      behind = before + 1;
    } else if (value !== undefined) {
      inserted[behind]?.push(value);
    }
  }
  return { became, inserted };
}

function withoutRepeats(one: readonly Json[] = [], other: readonly Json[] = []): readonly Json[] {
  return [...one, ...other.filter((item) => !one.some((each) => isSameValue(each, item)))];
}

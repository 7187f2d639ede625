import { Failure } from '../failure.ts';
import type { ComprehensionNode } from '../syntax/syntax-tree.ts';
import { type AnyMap, isMap, mapEntries, mapKeys } from '../values/equality.ts';
import { typeNameOf } from '../values/value-type.ts';
import type { Frame } from './frame.ts';

/** What a comprehension runs over: keys (or indexes) and values, in the order of the input. */
export interface Items {
  first: readonly unknown[];
  second: readonly unknown[] | undefined;
}

export function itemsOf(range: unknown, pairs: boolean, node: ComprehensionNode): Items {
  if (Array.isArray(range)) return { first: range, second: undefined };
  if (isMap(range)) return pairs ? mapItems(range) : { first: mapKeys(range), second: undefined };
  throw new Failure(
    'no-matching-overload',
    `expression of type ${typeNameOf(range)} cannot be range of a comprehension`,
    node.range.start,
    node.range.end,
  );
}

function mapItems(map: AnyMap): Items {
  const first: unknown[] = [];
  const second: unknown[] = [];
  for (const [key, value] of mapEntries(map)) {
    first.push(key);
    second.push(value);
  }
  return { first, second };
}

/** Puts an item into the variables of the comprehension. */
export function bindItem(frame: Frame, node: ComprehensionNode, items: Items, index: number): void {
  const [first = 0, second] = node.slots ?? [];
  if (second === undefined) {
    frame.slots[first] = items.first[index];
  } else if (items.second === undefined) {
    frame.slots[first] = index;
    frame.slots[second] = items.first[index];
  } else {
    frame.slots[first] = items.first[index];
    frame.slots[second] = items.second[index];
  }
}

/** The elements and bindings of a comprehension, for those who look at its steps one by one. */
export interface Iteration {
  count: number;
  /** Binds the variables to an item. */
  bind(frame: Frame, index: number): void;
  /** The item as its variables see it. */
  item(index: number): { key: unknown; value: unknown };
}

export function iterate(node: ComprehensionNode, range: unknown): Iteration {
  const items = itemsOf(range, node.variables.length === 2, node);
  return {
    count: items.first.length,
    bind: (frame, index) => bindItem(frame, node, items, index),
    item: (index) =>
      items.second === undefined
        ? { key: index, value: items.first[index] }
        : { key: items.first[index], value: items.second[index] },
  };
}

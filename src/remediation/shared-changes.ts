import type { FieldPath, Json } from '../cluster/index.ts';
import { fieldOf, isFilled, isList, isMapping, isSameValue } from './same-value.ts';
import type { WrittenDocument } from './written-document.ts';

/**
 * Groups changes that touch the same written text: where an anchor serves several places, the changes of all of them are
 * one edit, and can only be made together.
 */
export function groupSharedChanges<Item>(
  document: WrittenDocument,
  items: readonly Item[],
  valueOf: (item: Item) => Json,
): readonly (readonly Item[])[] {
  const groupOf = new Map<number, Item[]>();
  const groups = new Set<Item[]>();
  for (const item of items) {
    const group = [item];
    groups.add(group);
    for (const place of touchedPlaces(document, document.value, valueOf(item), [])) {
      const other = groupOf.get(place);
      if (other !== undefined && other !== group) {
        group.unshift(...other);
        groups.delete(other);
        for (const [each, owner] of groupOf) if (owner === other) groupOf.set(each, group);
      }
      groupOf.set(place, group);
    }
  }
  return [...groups];
}

/** Where the collections are written whose entries change: an alias leads to its anchor. */
function touchedPlaces(
  document: WrittenDocument,
  before: Json,
  after: Json,
  path: FieldPath,
): readonly number[] {
  if (isSameValue(before, after)) return [];
  const isPaired =
    (isMapping(before) && isMapping(after)) ||
    (isList(before) && isList(after) && before.length === after.length);
  if (!isPaired) return [placeOf(document, before, path)];
  const places = Object.keys({ ...before, ...after }).flatMap((key) => {
    const step = isList(before) ? Number(key) : key;
    const [one, other] = [fieldOf(before, step), fieldOf(after, step)];
    if (isSameValue(one, other)) return [];
    if (one === undefined || other === undefined || !isFilled(one)) return [placeOf(document, before, path)];
    return touchedPlaces(document, one, other, [...path, step]);
  });
  return [...new Set(places)];
}

function placeOf(document: WrittenDocument, value: Json, path: FieldPath): number {
  const [key] = isFilled(value) ? Object.keys(value) : [];
  const first = key === undefined ? path : [...path, isList(value) ? Number(key) : key];
  return document.nodeAt(first)?.start ?? document.start;
}

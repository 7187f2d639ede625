import type { FieldPath, Json } from '../cluster/index.ts';
import { editDocument } from './edit-document.ts';
import { RemediationError } from './errors.ts';
import { mergeValues } from './merge-values.ts';
import { fieldOf, isList, isSameValue, type JsonMapping } from './same-value.ts';
import { groupSharedChanges } from './shared-changes.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';
import type { ReadText, WrittenDocument } from './written-document.ts';

/** A change of one object in a file. */
export interface Change {
  /** Index of the document among those that were read. */
  readonly document: number;
  /** Way to the object in the document: empty, or `['items', 3]` in a List. */
  readonly object: FieldPath;
  /**
   * The object as it should be: a JSON patch (RFC 6902) applied to a value that is not modified.
   * @throws RangeError when the patch names a place that is not there
   */
  readonly apply: (object: Json) => Json;
}

export interface Repair<Kind extends Change> {
  readonly text: string;
  readonly edits: readonly TextEdit[];
  readonly applied: readonly Kind[];
  readonly refused: readonly { readonly change: Kind; readonly error: RemediationError }[];
}

/**
 * Makes changes in a text of YAML or JSON and touches nothing else. What several changes say about one object is brought
 * together; a change that cannot be made, or not proven right, is refused and the others are made without it.
 */
export function repairText<Kind extends Change>(
  text: string,
  documents: readonly WrittenDocument[],
  changes: readonly Kind[],
  read: ReadText,
): Repair<Kind> {
  const repairs = [...Map.groupBy(changes, ({ document }) => document)].map(([index, group]) =>
    repairDocument(text, documents[index], group, read),
  );
  const edits = repairs.flatMap((repair) => repair.edits);
  const repaired = applyEdits(text, edits);
  const refused = repairs.flatMap((repair) => repair.refused);
  if (!isProven(repaired, documents, repairs, read)) {
    const error = new RemediationError('edit-not-proven', []);
    return { text, edits: [], applied: [], refused: changes.map((change) => ({ change, error })) };
  }
  return { text: repaired, edits, applied: repairs.flatMap((repair) => repair.applied), refused };
}

interface DocumentRepair<Kind extends Change> {
  readonly document: WrittenDocument | undefined;
  readonly value: Json;
  readonly edits: readonly TextEdit[];
  readonly applied: readonly Kind[];
  readonly refused: readonly { readonly change: Kind; readonly error: RemediationError }[];
}

function repairDocument<Kind extends Change>(
  text: string,
  document: WrittenDocument | undefined,
  changes: readonly Kind[],
  read: ReadText,
): DocumentRepair<Kind> {
  const value = document?.value ?? null;
  const merged = mergeChanges(value, value, changes);
  const repair = {
    document,
    value,
    edits: [] as readonly TextEdit[],
    applied: [] as Kind[],
    refused: [...merged.refused],
  };
  if (document !== undefined)
    admit(
      groupSharedChanges(document, merged.applied, (change) => mergeChanges(value, value, [change]).value),
    );
  return repair;

  /** All changes at once; where they cannot all be made, halves find those that can. */
  function admit(groups: readonly (readonly Kind[])[]): void {
    try {
      const next = mergeChanges(value, repair.value, groups.flat());
      if (document !== undefined) repair.edits = editDocument(text, document, next.value, read);
      repair.value = next.value;
      repair.applied.push(...next.applied);
      repair.refused.push(...next.refused);
    } catch (error) {
      if (!(error instanceof RemediationError)) throw error;
      const [group = [], ...others] = groups;
      const [change] = group;
      if (others.length > 0) for (const half of halves(groups)) admit(half);
      else if (group.length > 1) for (const each of group) admit([[each]]);
      else if (change !== undefined) repair.refused.push({ change, error });
    }
  }
}

function halves<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

interface Merged<Kind extends Change> {
  readonly value: Json;
  readonly applied: readonly Kind[];
  readonly refused: readonly { readonly change: Kind; readonly error: RemediationError }[];
}

/** Adds changes of `before` to what others have made of it, object by object. */
function mergeChanges<Kind extends Change>(
  before: Json,
  changed: Json,
  changes: readonly Kind[],
): Merged<Kind> {
  let value = changed;
  const applied: Kind[] = [];
  const refused: { change: Kind; error: RemediationError }[] = [];
  for (const group of Map.groupBy(changes, ({ object }) => JSON.stringify(object)).values()) {
    const path = group[0]?.object ?? [];
    const original = valueAt(before, path);
    let object = valueAt(value, path);
    for (const change of group) {
      try {
        if (original === undefined || object === undefined) throw new RangeError('no such object');
        object = mergeValues(original, object, change.apply(original), path);
        applied.push(change);
      } catch (error) {
        refused.push({ change, error: refusal(error, change) });
      }
    }
    if (object !== undefined) value = withValueAt(value, path, object);
  }
  return { value, applied, refused };
}

function valueAt(value: Json, path: FieldPath): Json | undefined {
  return path.reduce<Json | undefined>(fieldOf, value);
}

/** The value with something else at a place; everything beside it is shared. */
function withValueAt(value: Json, path: FieldPath, content: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return content;
  const changed = withValueAt(fieldOf(value, step) ?? null, rest, content);
  return isList(value) ? value.with(Number(step), changed) : { ...(value as JsonMapping), [step]: changed };
}

function refusal(error: unknown, change: Change): RemediationError {
  if (error instanceof RemediationError) return error;
  if (error instanceof RangeError) return new RemediationError('patch-does-not-apply', change.object);
  throw error;
}

/** Whether the whole text reads as before, but for the changed documents, which read as wanted. */
function isProven(
  repaired: string,
  documents: readonly WrittenDocument[],
  repairs: readonly { readonly document: WrittenDocument | undefined; readonly value: Json }[],
  read: ReadText,
): boolean {
  const wanted = new Map(repairs.map(({ document, value }) => [document, value]));
  const after = read(repaired).documents;
  return (
    after.length === documents.length &&
    documents.every((document, index) =>
      isSameValue(after[index]?.value, wanted.has(document) ? wanted.get(document) : document.value),
    )
  );
}

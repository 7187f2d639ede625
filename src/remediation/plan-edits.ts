import type { FieldPath, Json } from '../cluster/index.ts';
import { type Alignment, alignLists } from './align-lists.ts';
import { addBlockLines, newLines, removeBlockEntries, replaceBlockValue } from './edit-block.ts';
import { EditContext, type EditStrategy, type Entry } from './edit-context.ts';
import { addFlowEntries, flowValue, type NewEntry, removeFlowEntries } from './edit-flow.ts';
import { RemediationError } from './errors.ts';
import { isFilled, isList, isMapping, isSameValue, type JsonMapping } from './same-value.ts';
import type { SourceText } from './source-text.ts';
import type { TextEdit } from './text-edit.ts';
import type { WrittenDocument, WrittenField } from './written-document.ts';

/** The edits that should make a document mean another value. Whether they do is for the caller to prove. */
export interface EditPlan {
  readonly edits: readonly TextEdit[];
  /** Fields to change that are written elsewhere and come here through an alias or a merge key. */
  readonly shared: readonly FieldPath[];
}

/**
 * Compares the value of a document with the wanted one and edits the text only where they differ: entries are added
 * beside their siblings, removed with their lines, and scalars replaced in place.
 * @throws RemediationError for what no edit can express
 */
export function planEdits(
  source: SourceText,
  document: WrittenDocument,
  wanted: Json,
  strategy: EditStrategy,
): EditPlan {
  const context = new EditContext(source, document, strategy);
  change(context, [], document.value, wanted, document.format === 'json');
  return { edits: context.edits, shared: context.shared };
}

function change(context: EditContext, path: FieldPath, before: Json, wanted: Json, inFlow: boolean): void {
  if (isSameValue(before, wanted)) return;
  const node = context.document.nodeAt(path);
  if (node === undefined) throw new RemediationError('edit-not-proven', path);
  if (node.shared || (node.kind === 'alias' && isFilled(before) && isFilled(wanted))) {
    context.shared.push(path);
    return;
  }
  const collection = { context, path, node, inFlow, flow: inFlow || context.isFlow(node) };
  const isWritten = node.kind !== 'alias' && isFilled(before) && isFilled(wanted);
  if (isWritten && isMapping(before) && isMapping(wanted)) changeMapping(collection, before, wanted);
  else if (isWritten && isList(before) && isList(wanted)) changeList(collection, before, wanted);
  else replaceValue(collection, wanted);
}

interface Collection {
  readonly context: EditContext;
  readonly path: FieldPath;
  readonly node: WrittenField;
  /** Whether the collection itself is written between brackets. */
  readonly flow: boolean;
  /** Whether it stands between the brackets of something around it. */
  readonly inFlow: boolean;
}

function changeMapping(collection: Collection, before: JsonMapping, wanted: JsonMapping): void {
  const { context, path } = collection;
  const added: NewEntry[] = [];
  const kept: string[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    if (!Object.hasOwn(before, key) || isOverridden(collection, key, before, wanted))
      added.push({ key, value });
    else kept.push(key);
  }
  const entries = context.entries(path, Object.keys(before));
  const removed = new Set(entries.filter(({ step }) => !Object.hasOwn(wanted, step)));
  for (const key of Object.keys(before)) {
    const isMerged = !Object.hasOwn(wanted, key) && entries.every(({ step }) => step !== key);
    if (isMerged) context.shared.push([...path, key]);
  }
  const edit = () => {
    for (const key of kept)
      change(context, [...path, key], before[key] ?? null, wanted[key] ?? null, collection.flow);
  };
  const merges = entries.length < Object.keys(before).length;
  editEntries(collection, {
    entries,
    removed,
    edit,
    wanted,
    merges,
    groups: added.length === 0 ? [] : [{ added }],
  });
}

/** A field that a merge key brings in is changed here alone by writing it here too. */
function isOverridden(
  { context, path }: Collection,
  key: string,
  before: JsonMapping,
  wanted: JsonMapping,
): boolean {
  if (!context.strategy.override || isSameValue(before[key], wanted[key])) return false;
  return (
    context.document.nodeAt([...path, key])?.shared === true &&
    context.document.nodeAt(path)?.shared === false
  );
}

function changeList(collection: Collection, before: readonly Json[], wanted: readonly Json[]): void {
  const { context, path } = collection;
  const alignment = alignLists(before, wanted);
  const entries = itemEntries(collection, before.length);
  const removed = new Set(
    alignment.flatMap(({ before: index, after }) =>
      after === undefined ? entries.filter(({ step }) => step === index) : [],
    ),
  );
  const edit = () => {
    for (const { before: one, after: other } of alignment) {
      if (one !== undefined && other !== undefined)
        change(context, [...path, one], before[one] ?? null, wanted[other] ?? null, collection.flow);
    }
  };
  editEntries(collection, {
    entries,
    removed,
    edit,
    wanted,
    merges: false,
    groups: additions(alignment, entries, wanted),
  });
}

/** Items of a block list start at their dash. */
function itemEntries({ context, path, flow }: Collection, length: number): readonly Entry[] {
  const entries = context.entries(
    path,
    Array.from({ length }, (_, index) => index),
  );
  if (flow) return entries;
  const { source, document } = context;
  let from = context.contentStart(
    document.nodeAt(path) ?? { start: 0, end: 0, kind: 'sequence', shared: false },
  );
  return entries.map((entry) => {
    const start = source.skipBlank(from);
    from = entry.end;
    return { ...entry, start };
  });
}

/** New items, grouped by the item that stands before them. */
function additions(
  alignment: readonly Alignment[],
  entries: readonly Entry[],
  wanted: readonly Json[],
): readonly Addition[] {
  const groups: { previous?: Entry; added: NewEntry[] }[] = [];
  let previous: Entry | undefined;
  let open: NewEntry[] | undefined;
  for (const { before, after } of alignment) {
    if (after === undefined) continue;
    if (before !== undefined) {
      previous = entries.find(({ step }) => step === before);
      open = undefined;
    } else if (open !== undefined) {
      open.push({ value: wanted[after] ?? null });
    } else {
      open = [{ value: wanted[after] ?? null }];
      groups.push({ ...(previous && { previous }), added: open });
    }
  }
  return groups;
}

interface Addition {
  readonly previous?: Entry;
  readonly added: readonly NewEntry[];
}

interface EntryChanges {
  readonly entries: readonly Entry[];
  readonly removed: ReadonlySet<Entry>;
  /** Makes the changes inside the entries that stay. */
  readonly edit: () => void;
  readonly wanted: Json;
  /** A merge key brings in fields as well, and stays. */
  readonly merges: boolean;
  readonly groups: readonly Addition[];
}

function editEntries(collection: Collection, changes: EntryChanges): void {
  const { context, node, flow } = collection;
  const { entries, removed, groups, wanted, merges } = changes;
  const remaining = entries.filter((entry) => !removed.has(entry));
  const [firstRemaining] = remaining;
  if (firstRemaining === undefined && !merges) {
    replaceValue(collection, wanted);
    return;
  }
  changes.edit();
  if (flow) removeFlowEntries(context, entries, removed);
  else removeBlockEntries(context, entries, removed);
  const column = context.source.column(context.contentStart(node));
  for (const { previous, added } of groups) {
    const last = isMapping(wanted)
      ? (remaining.at(-1) ?? { step: '', start: node.start, end: node.end })
      : previous;
    if (flow) addToFlow(collection, entries, last ?? firstRemaining, last === undefined, added);
    else {
      const first = firstRemaining?.start ?? context.contentStart(node);
      const before = last === undefined || (isMapping(wanted) && context.strategy.placement === 'first');
      addBlockLines(context, newLines(context, added), { column, first, ...(!before && { previous: last }) });
    }
  }
}

function addToFlow(
  { context, node }: Collection,
  entries: readonly Entry[],
  neighbour: Entry | undefined,
  before: boolean,
  added: readonly NewEntry[],
): void {
  if (neighbour === undefined) return;
  if (!before) addFlowEntries(context, node, entries, neighbour, added);
  else
    context.insert(
      neighbour.start,
      added.map(({ value }) => `${flowValue(context, value, neighbour.start)}, `).join(''),
    );
}

function replaceValue({ context, node, inFlow }: Collection, wanted: Json): void {
  if (!inFlow) {
    replaceBlockValue(context, node, wanted);
    return;
  }
  const start = context.contentStart(node);
  const text = flowValue(context, wanted, start);
  if (start < node.end) {
    context.replace(start, node.end, text);
    return;
  }
  const hasColon = context.source.text.slice(node.keyEnd, node.start).includes(':');
  context.insert(start, `${hasColon || node.keyEnd === undefined ? ' ' : ': '}${text}`);
}

import type { FieldPath, Json } from '../cluster/index.ts';
import type { EditStrategy } from './edit-context.ts';
import { RemediationError } from './errors.ts';
import { planEdits } from './plan-edits.ts';
import { fieldOf, firstDifference, isMapping } from './same-value.ts';
import { SourceText } from './source-text.ts';
import { applyEdits, type TextEdit } from './text-edit.ts';
import type { ReadText, WrittenDocument } from './written-document.ts';

/** In the order in which they are tried. */
const strategies: readonly EditStrategy[] = [
  { placement: 'last', override: false },
  { placement: 'last', override: true },
  { placement: 'first', override: false },
  { placement: 'first', override: true },
];

/**
 * The edits that make a document mean `wanted`, proven by reading the edited text again; bytes outside of them stay as they
 * are. A field that an anchor or a merge key shares is edited where it is written when that is right everywhere it is
 * used, else written out beside the merge key, else refused.
 * @throws RemediationError when no edit can be proven
 */
export function editDocument(
  text: string,
  document: WrittenDocument,
  wanted: Json,
  read: ReadText,
): readonly TextEdit[] {
  const source = new SourceText(text);
  let refusal = new RemediationError('edit-not-proven', []);
  for (const strategy of strategies) {
    const { edits, shared } = planEdits(source, document, wanted, strategy);
    const given = valueAfter(text, document, edits, read);
    const difference = given === undefined ? [] : firstDifference(given, wanted);
    if (difference === undefined) return edits;
    const culprit = sharedPart(document, difference) ?? shared[0];
    if (culprit !== undefined) refusal = new RemediationError('shared-field', culprit);
  }
  throw refusal;
}

/** The value of the edited document, read by itself; undefined when it cannot be read. */
function valueAfter(
  text: string,
  { start, end }: WrittenDocument,
  edits: readonly TextEdit[],
  read: ReadText,
): Json | undefined {
  if (edits.some((edit) => edit.start < start || edit.end > end)) return undefined;
  const within = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  try {
    const { documents, problems } = read(applyEdits(text.slice(start, end), within));
    const isWhole = documents.length === 1 && problems.every(({ severity }) => severity !== 'error');
    return isWhole ? documents[0]?.value : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The first part of a path that is written elsewhere, or merges what is: an edit there came through to here. */
function sharedPart(document: WrittenDocument, path: FieldPath): FieldPath | undefined {
  let value: Json | undefined = document.value;
  for (const [depth, step] of path.entries()) {
    const here = path.slice(0, depth);
    const node = document.nodeAt(path.slice(0, depth + 1));
    if (node?.kind === 'alias' || node?.shared === true) return path.slice(0, depth + 1);
    if (node === undefined && isMapping(value)) {
      const isMerged = Object.keys(value).some((key) => document.nodeAt([...here, key])?.shared === true);
      return isMerged ? here : undefined;
    }
    value = fieldOf(value, step);
  }
  return undefined;
}

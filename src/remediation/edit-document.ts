import type { Json } from '../cluster/index.ts';
import type { EditStrategy } from './edit-context.ts';
import { RemediationError } from './errors.ts';
import { planEdits } from './plan-edits.ts';
import { isSameValue } from './same-value.ts';
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
    if (gives(text, document, edits, wanted, read)) return edits;
    if (shared[0] !== undefined) refusal = new RemediationError('shared-field', shared[0]);
  }
  throw refusal;
}

/** Whether the edited document, read by itself, has the wanted value. */
function gives(
  text: string,
  { start, end }: WrittenDocument,
  edits: readonly TextEdit[],
  wanted: Json,
  read: ReadText,
): boolean {
  if (edits.some((edit) => edit.start < start || edit.end > end)) return false;
  const within = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  try {
    const { documents, problems } = read(applyEdits(text.slice(start, end), within));
    const isWhole = documents.length === 1 && problems.every(({ severity }) => severity !== 'error');
    return isWhole && isSameValue(documents[0]?.value, wanted);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

import type { FieldPath, Json } from '../cluster/index.ts';
import { isFilled, isList } from './same-value.ts';
import type { SourceText } from './source-text.ts';
import type { WrittenDocument, WrittenField } from './written-document.ts';

/** How an author lays out block YAML, so that new lines look like the others. */
export interface Layout {
  /** How many columns a mapping is deeper than the key it belongs to. */
  readonly step: number;
  /** How many columns the dashes of a list are deeper than its key: often none. */
  readonly listStep: number;
  /** Lists of scalars are written `[ALL]`. */
  readonly flowLists: boolean;
}

/** Enough to know a hand; a long document is not read to its end for it. */
const MAX_FIELDS = 2000;

/** The layout of a document, by what is written first; without an example two columns, as most people write. */
export function layoutOf(source: SourceText, document: WrittenDocument): Layout {
  let step: number | undefined;
  let listStep: number | undefined;
  let scalarLists: 'block' | 'flow' | undefined;
  let left = MAX_FIELDS;
  const visit = (value: Json, path: FieldPath): void => {
    if (!isFilled(value) || left-- <= 0) return;
    const node = document.nodeAt(path);
    if (node === undefined || node.shared || node.kind === 'alias') return;
    const isFlow = '[{'.includes(source.text.charAt(contentStart(source, node)));
    const deeper = depthBelowKey(source, node);
    if (isList(value)) {
      if (!isFlow) listStep ??= deeper;
      if (!value.some(isFilled)) scalarLists ??= isFlow ? 'flow' : 'block';
    } else if (!isFlow) {
      step ??= deeper;
    }
    if (isFlow) return;
    if (isList(value)) value.forEach((item, index) => void visit(item, [...path, index]));
    else for (const [key, field] of Object.entries(value)) visit(field, [...path, key]);
  };
  visit(document.value, []);
  return { step: step ?? 2, listStep: listStep ?? step ?? 2, flowLists: scalarLists === 'flow' };
}

function depthBelowKey(source: SourceText, node: WrittenField): number | undefined {
  if (node.keyStart === undefined) return undefined;
  const deeper = source.column(contentStart(source, node)) - source.column(node.keyStart);
  return deeper >= 0 && deeper <= 16 ? deeper : undefined;
}

/** Where a value begins behind its anchor and tag; its end when nothing is written. */
export function contentStart(source: SourceText, { start, end, kind }: WrittenField): number {
  if (kind === 'alias') return start;
  let position = start;
  while (position < end && '&!'.includes(source.text.charAt(position))) {
    while (position < end && /\S/.test(source.text.charAt(position))) position++;
    position = source.skipBlank(position);
  }
  return Math.min(position, end);
}

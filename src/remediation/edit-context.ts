import type { FieldPath } from '../cluster/index.ts';
import { contentStart, type Layout, layoutOf } from './layout.ts';
import type { SourceText } from './source-text.ts';
import type { TextEdit } from './text-edit.ts';
import type { WrittenDocument, WrittenField } from './written-document.ts';

/** Choices where more than one edit gives the same value. */
export interface EditStrategy {
  /** New entries of a block mapping or list follow its last one, or precede its first. */
  readonly placement: 'last' | 'first';
  /** A field that a merge key brings in is written again beside it, rather than changed where it is shared. */
  readonly override: boolean;
}

/** A mapping entry or list item that is written in its collection, not shared. */
export interface Entry {
  readonly step: string | number;
  /** Of the key or the item's value. */
  readonly start: number;
  readonly end: number;
}

/** What the edits of one document have in common; collects them. */
export class EditContext {
  readonly source: SourceText;
  readonly document: WrittenDocument;
  readonly strategy: EditStrategy;
  readonly edits: TextEdit[] = [];
  /** Fields that are written elsewhere: right only if the edit there makes them so. */
  readonly shared: FieldPath[] = [];
  private knownLayout: Layout | undefined;

  constructor(source: SourceText, document: WrittenDocument, strategy: EditStrategy) {
    this.source = source;
    this.document = document;
    this.strategy = strategy;
  }

  get layout(): Layout {
    return (this.knownLayout ??= layoutOf(this.source, this.document));
  }

  insert(at: number, text: string): void {
    this.edits.push({ start: at, end: at, text });
  }

  delete(start: number, end: number): void {
    this.edits.push({ start, end, text: '' });
  }

  replace(start: number, end: number, text: string): void {
    this.edits.push({ start, end, text });
  }

  contentStart(node: WrittenField): number {
    return contentStart(this.source, node);
  }

  /** Whether the value is written between brackets. */
  isFlow(node: WrittenField): boolean {
    return '[{'.includes(this.source.text.charAt(this.contentStart(node)));
  }

  /** The entries that are written in a collection, in the order of the text. */
  entries(path: FieldPath, steps: readonly (string | number)[]): readonly Entry[] {
    const written = steps.flatMap((step) => {
      const node = this.document.nodeAt([...path, step]);
      return node === undefined || node.shared
        ? []
        : [{ step, start: node.keyStart ?? node.start, end: node.end }];
    });
    return written.toSorted((one, other) => one.start - other.start);
  }
}

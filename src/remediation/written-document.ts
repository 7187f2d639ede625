import type { FieldPath, Json } from '../cluster/index.ts';

/** Where a field is written, in UTF-16 units from the start of the text; ends are exclusive. */
export interface WrittenField {
  /** Of the value with its quotes, anchor and tag; an empty range behind the colon when nothing is written. */
  readonly start: number;
  readonly end: number;
  /** Of the key; absent for list items and the root. */
  readonly keyStart?: number;
  readonly keyEnd?: number;
  readonly kind: 'scalar' | 'mapping' | 'sequence' | 'alias';
  /** Written elsewhere, and here only through an alias or a merge key. */
  readonly shared: boolean;
}

/** A document that was read with the places of its fields: what an edit needs to know of it. */
export interface WrittenDocument {
  readonly value: Json;
  readonly format: 'yaml' | 'json';
  /** Offsets of the document in its text. */
  readonly start: number;
  readonly end: number;
  nodeAt(path: FieldPath): WrittenField | undefined;
}

/** Reads a text into its documents, by the same rules that the objects were judged by. */
export type ReadText = (text: string) => {
  readonly documents: readonly WrittenDocument[];
  readonly problems: readonly { readonly severity: 'error' | 'warning' }[];
};

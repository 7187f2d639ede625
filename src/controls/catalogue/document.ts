import type { FieldPath, Position } from '../../cluster/index.ts';

/** One parsed catalogue file. Who reads the file (or embeds it in the bundle) parses it. */
export interface CatalogueDocument {
  /** Path with `/`, for people and for telling what the file is: `controls/privileged-container.yaml`. */
  readonly file: string;
  readonly content: unknown;
  /** The form was checked when the document was embedded into a build: it is not checked again. */
  readonly tested?: boolean;
  /** Position of a field, or of its nearest ancestor that is written in the file; absent for embedded documents. */
  readonly locate?: (path: FieldPath) => Position;
}

export type DocumentRole = 'control' | 'cases' | 'framework' | 'provider';

/** What a catalogue file is: by its folder, and cases by their name. Files of a user's own folder are controls. */
export function documentRole(file: string): DocumentRole {
  const parts = file.split(/[/\\]/);
  const folder = parts.at(-2);
  if (/\.cases\.(ya?ml|json)$/.test(file)) return 'cases';
  if (folder === 'frameworks') return 'framework';
  return folder === 'providers' ? 'provider' : 'control';
}

/** The file's name without folders and extensions: the id of what is in it. */
export function documentId(file: string): string {
  const name = file.split(/[/\\]/).at(-1) ?? file;
  return name.replace(/(\.cases)?\.(ya?ml|json)$/, '');
}

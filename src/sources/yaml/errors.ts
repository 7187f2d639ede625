/** Stable codes of everything that this room can find wrong with a text. */
export const yamlProblems = {
  'yaml-syntax': 'The text is not YAML as kubectl reads it; fix the syntax at the place named.',
  'yaml-depth': 'Flatten the document: no Kubernetes object nests this deep.',
  'yaml-alias-expansion': 'Write the repeated parts out, or use fewer nested aliases.',
  'yaml-document-separator':
    'Put nothing but a comment after `---` on its line; start the document on the next line.',
  'yaml-duplicate-key': 'Keep one of the two: kubectl silently uses the last one.',
  'yaml-merge-overrides':
    'Move `<<` above the keys that shall win: kubectl lets a later merge replace an earlier key.',
  'yaml-ignored-content':
    'Separate documents with `---` on a line of its own: kubectl silently ignores this part.',
  'yaml-value':
    'JSON has no such value, so the API server cannot be sent it; quote it if it is meant as text.',
  'yaml-key': 'Quote the key: keys of Kubernetes objects are strings.',
  'json-syntax': 'The text is not valid JSON; fix the syntax at the place named.',
} as const satisfies Record<string, string>;

export type YamlProblemCode = keyof typeof yamlProblems;

/** Ends the reading of one document; `offset` counts UTF-16 units from the start of the text given. */
export class YamlError extends Error {
  readonly code: YamlProblemCode;
  readonly offset: number;

  constructor(code: YamlProblemCode, message: string, offset: number) {
    super(message);
    this.name = 'YamlError';
    this.code = code;
    this.offset = offset;
  }
}

/** Something odd in a document that was read all the same. */
export interface YamlRemark {
  readonly code: YamlProblemCode;
  readonly message: string;
  readonly offset: number;
}

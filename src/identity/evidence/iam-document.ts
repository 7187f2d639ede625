/**
 * What documents of IAM have in common, whatever they decide about. A single string stands for a list of one everywhere.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

/** The statements of a document; what is none allows nothing and is left out. */
export function statementsOf(document: unknown): Readonly<Record<string, unknown>>[] {
  const statements = recordOf(typeof document === 'string' ? parsed(document) : document)['Statement'];
  return (Array.isArray(statements) ? statements : [statements]).map(recordOf);
}

/** The service answers with the document encoded for a URL; the command line decodes it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('%') ? decodeURIComponent(text) : text);
  } catch {
    return undefined;
  }
}

export function effectOf(statement: Readonly<Record<string, unknown>>): 'Allow' | 'Deny' | undefined {
  const { Effect: effect } = statement;
  return effect === 'Allow' || effect === 'Deny' ? effect : undefined;
}

export function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((each) => typeof each === 'string');
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** `*` for any text and `?` for one character. */
export function like(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

import type { FieldPath, Origin, Position } from '../../cluster/index.ts';

/** What an origin needs to know of a document: where fields are written. */
export interface Locator {
  locate(path: FieldPath): { readonly line: number; readonly column: number };
}

/** What an object was rendered from, and by what. */
export interface Rendered {
  readonly template?: string | undefined;
  readonly renderer?: Origin['renderer'];
}

/** The origin of an object that stands at `base` in its document: `['items', 3]` in a List. */
export function manifestOrigin(
  file: string,
  document: Locator,
  base: FieldPath = [],
  { template, renderer }: Rendered = {},
): Origin {
  const { line, column } = document.locate(base);
  return {
    file,
    line,
    column,
    ...(template !== undefined && { template }),
    ...(renderer !== undefined && { renderer }),
    locate(path: FieldPath): Position {
      return { file, ...document.locate([...base, ...path]), ...(template !== undefined && { template }) };
    },
  };
}

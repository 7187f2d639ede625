/**
 * Every way an expression can go wrong, by stable code. Codes are part of the public API: a caller may switch on them,
 * a message may change between versions.
 */
export const celErrorCodes = {
  syntax: 'The text is not a CEL expression.',
  'recursion-limit': 'The expression is nested deeper than the parser allows.',
  'size-limit': 'The expression is longer than the parser allows.',
  'undeclared-reference': 'A variable, function or type is not declared.',
  'undefined-field': 'A declared object type has no such field.',
  'no-matching-overload': 'No overload of the function takes these argument types.',
  'type-mismatch': 'A type other than the expected one was found.',
  'invalid-literal': 'A literal duration, timestamp or regular expression cannot be read.',
  'no-such-key': 'A map has no such key, or a value has no such field.',
  'no-such-attribute': 'A declared variable was given no value.',
  'index-out-of-bounds': 'A list has no such index.',
  'duplicate-key': 'A map was given the same key twice.',
  overflow: 'A number, timestamp or duration left its range.',
  'division-by-zero': 'An integer was divided by zero.',
  'modulus-by-zero': 'The remainder of a division by zero was asked for.',
  conversion: 'A value cannot be converted to the requested type.',
  'invalid-argument': 'A function does not accept this value.',
  'invalid-regex': 'A regular expression is not RE2 syntax.',
  'optional-none': 'The value of an empty optional was asked for.',
  'cost-limit': 'The evaluation cost more than its budget.',
  'memory-limit': 'The evaluation built more than it may hold in memory.',
  'cyclic-variable': 'A composed variable needs itself.',
  interrupted: 'The evaluation was interrupted by its caller.',
  'missing-authorizer': 'The expression asks the authorizer, and none was given.',
} as const;

/** A stable code from {@link celErrorCodes}. */
export type CelErrorCode = keyof typeof celErrorCodes;

/** A piece of the source text: UTF-16 offsets, and the 1-based line and column of its start. */
export interface SourceRange {
  start: number;
  end: number;
  line: number;
  column: number;
}

/** Turns two offsets into a {@link SourceRange}. */
export function rangeAt(source: string, start: number, end: number): SourceRange {
  const clamped = Math.max(0, Math.min(start, source.length));
  const lineStart = clamped === 0 ? 0 : source.lastIndexOf('\n', clamped - 1) + 1;
  let line = 1;
  for (let at = source.indexOf('\n'); at !== -1 && at < clamped; at = source.indexOf('\n', at + 1)) line++;
  return { start: clamped, end: Math.max(clamped, end), line, column: clamped - lineStart + 1 };
}

/** An expression that does not parse, does not check, or fails while it is evaluated. */
export class CelError extends Error {
  readonly code: CelErrorCode;
  readonly range: SourceRange;
  /** Further errors of the same compilation, in source order. */
  readonly related: readonly CelError[];

  constructor(code: CelErrorCode, message: string, range: SourceRange, related: readonly CelError[] = []) {
    super(message);
    this.name = 'CelError';
    this.code = code;
    this.range = range;
    this.related = related;
  }

  /** Prints the error under the line it points at, with a caret below the range. */
  format(source: string): string {
    const { start, end, line, column } = this.range;
    const lineStart = start - column + 1;
    const lineEnd = source.indexOf('\n', start);
    const text = source.slice(lineStart, lineEnd === -1 ? source.length : lineEnd);
    const width = Math.max(1, Math.min(end, lineStart + text.length) - start);
    const indent = text.slice(0, column - 1).replaceAll(/[^\t]/g, ' ');
    return [
      `error[${this.code}]: ${this.message}`,
      `  --> ${line}:${column}`,
      `   | ${text}`,
      `   | ${indent}${'^'.repeat(width)}`,
      ...this.related.map((other) => other.format(source)),
    ].join('\n');
  }
}

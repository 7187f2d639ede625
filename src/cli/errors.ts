import type { Problem } from '../cluster/index.ts';

/** A mistake that ends the command: what is wrong, where, and what to do. Exit code 2. */
export class CliError extends Error {
  readonly code: CliErrorCode;
  readonly hint: string | undefined;

  constructor(code: CliErrorCode, message: string, hint?: string) {
    super(message);
    this.name = 'CliError';
    this.code = code;
    this.hint = hint;
  }
}

/** Everything that ends a command, by stable code; docs/errors.md says what to do about each. */
export const cliErrorCodes = {
  usage: 'A command, an option or its value means nothing.',
  'target-not-found': 'A file, folder, snapshot or object that was named is not there.',
  'output-unknown-format': 'There is no such output format.',
  'output-two-to-stdout': 'Two formats cannot both go to standard output.',
  'output-write-failed': 'An output could not be written.',
  'report-unreadable': 'A file is no JSON report of this version.',
  'finding-not-found': 'No finding has this id.',
  'finding-ambiguous': 'Several findings begin with this id.',
  'control-not-found': 'There is no control or framework of this name.',
  'catalogue-broken': 'Control files have mistakes.',
  'cluster-twice': 'Two targets are the same cluster.',
  'config-unreadable': 'The configuration cannot be read.',
  'config-invalid': 'The configuration has mistakes.',
  'config-exists': 'A configuration is there already.',
  'exceptions-unreadable': 'A file of exceptions cannot be read, or none is named.',
  'exceptions-invalid': 'A file of exceptions has mistakes.',
  'exceptions-exist': 'A file of exceptions is there already.',
  'need-unreadable': 'The file of --need cannot be read, or is no table of needs.',
  'need-invalid': 'Rows of a need have mistakes.',
  'assertions-unreadable': 'The file of network assertions cannot be read.',
  'assertions-invalid': 'A file of network assertions has mistakes.',
  'baseline-unusable': 'The baseline cannot be compared with.',
  'scope-unknown': 'The configuration names no such scope.',
  'filter-matches-nothing': 'A filter or a named object matches nothing.',
  'nothing-to-judge': 'There is nothing to judge or to test.',
  'template-missing': 'The HTML report was never built in this checkout.',
} as const;

export type CliErrorCode = keyof typeof cliErrorCodes;

/** Controls that cannot be used, every mistake with its place and code. */
export function catalogueBroken(problems: readonly Problem[]): CliError {
  const lines = problems.map(({ file, line, column, message, hint, code }) => {
    const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
    return `${place}: ${message} [${code}]${hint === undefined ? '' : `\n    ${hint}`}`;
  });
  const count = lines.length === 1 ? '1 mistake' : `${lines.length} mistakes`;
  const hint = 'Mend them, or judge by the others with --skip-broken.';
  return new CliError('catalogue-broken', `${count} in controls\n${lines.join('\n')}`, hint);
}

/** Message, code and what to do, as printed on standard error. */
export function formatError(error: unknown): string {
  if (isCoded(error)) {
    const hint = error.hint === undefined ? '' : `\n  ${error.hint.replaceAll('\n', '\n  ')}`;
    const [first, ...rest] = error.message.split('\n');
    return [`plimsoll: ${first} (${error.code})`, ...rest].join('\n') + hint;
  }
  if (error instanceof Error) return `plimsoll: ${error.message}\n${error.stack ?? ''}`;
  return `plimsoll: ${String(error)}`;
}

/** Every room's errors have a stable code, a message and, where something can be done, a hint. */
function isCoded(error: unknown): error is { code: string; message: string; hint?: string } {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    !error.code.startsWith('ERR_')
  );
}

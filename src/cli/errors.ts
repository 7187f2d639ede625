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

/** Every code is explained in docs/errors.md. */
export type CliErrorCode =
  | 'usage'
  | 'target-not-found'
  | 'target-ambiguous'
  | 'output-unknown-format'
  | 'output-two-to-stdout'
  | 'output-write-failed'
  | 'report-unreadable'
  | 'finding-not-found'
  | 'finding-ambiguous'
  | 'control-not-found'
  | 'catalogue-broken'
  | 'config-unreadable'
  | 'config-invalid'
  | 'config-exists'
  | 'scope-unknown'
  | 'filter-matches-nothing'
  | 'nothing-to-judge'
  | 'template-missing';

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

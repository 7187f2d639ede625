import { CliError, formatError } from './errors.ts';
import { shownText } from './shown-text.ts';

export const outputFormats = [
  'table',
  'json',
  'ndjson',
  'sarif',
  'junit',
  'csv',
  'markdown',
  'html',
] as const;
export type OutputFormat = (typeof outputFormats)[number];

/** One `-o format[=file]`; no file means standard output. */
export interface OutputTarget {
  readonly format: OutputFormat;
  readonly file?: string;
}

/** What each format is called when no file is named but standard output is no place for it. */
const defaultFile: Partial<Record<OutputFormat, string>> = { html: 'plimsoll-report.html' };

/**
 * Reads the `-o` options. Default is the table. Two formats to standard output would be no format at all, so that is
 * refused; HTML goes to a file unless it is told `html=-`.
 */
export function parseOutputs(texts: readonly string[]): OutputTarget[] {
  const targets = (texts.length === 0 ? ['table'] : texts).map(parseOutput);
  const toStandardOutput = targets.filter((target) => target.file === undefined);
  if (toStandardOutput.length > 1) {
    const formats = toStandardOutput.map((target) => target.format);
    throw new CliError(
      'output-two-to-stdout',
      `${formats.join(' and ')} cannot both go to standard output`,
      `Give all but one a file: -o ${formats[0]} -o ${formats[1]}=report.${formats[1]}`,
    );
  }
  return targets;
}

function parseOutput(text: string): OutputTarget {
  const equals = text.indexOf('=');
  const format = equals < 0 ? text : text.slice(0, equals);
  if (!isFormat(format)) {
    throw new CliError(
      'output-unknown-format',
      `Unknown output format "${format}"`,
      `Formats: ${outputFormats.join(', ')}. A file follows an equals sign: -o sarif=out.sarif`,
    );
  }
  const named = equals < 0 ? defaultFile[format] : text.slice(equals + 1);
  if (named === '') throw new CliError('usage', `-o ${text} names no file after the equals sign`);
  return named === undefined || standardOutputNames.includes(named) ? { format } : { format, file: named };
}

const standardOutputNames = ['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'];

function isFormat(text: string): text is OutputFormat {
  return (outputFormats as readonly string[]).includes(text);
}

/**
 * Everything that is printed goes through here or {@link sayText}: names and values come from whoever wrote the manifests, and
 * no terminal and no CI system may obey them ({@link shownText}).
 */
export function printText(text: string): void {
  process.stdout.write(shownText(text, isColoured(process.stdout)));
}

/** {@link printText} for notes and errors, which go to standard error. */
export function sayText(text: string): void {
  process.stderr.write(shownText(text, isColoured(process.stderr)));
}

/** As the palette decides, without the flags: on a terminal a colour of ours is no harm. */
function isColoured(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY || (process.env['FORCE_COLOR'] ?? '') !== '';
}

/**
 * Like {@link printText}, and waits until a slow reader has taken it. A reader that left (`plimsoll scan | head`) is no
 * error: the rest is not written, and the command goes on to its exit code. Other failures end the process
 * ({@link endOnBrokenOutput}).
 */
export async function writeStandardOutput(chunks: Iterable<string> | AsyncIterable<string>): Promise<void> {
  for await (const chunk of chunks)
    if (!(await written(shownText(chunk, isColoured(process.stdout))))) return;
}

/** What a program takes, such as a diff to apply: to the byte in a pipe or a file. A terminal is shown it as everything. */
export async function writeExactly(content: string | Uint8Array): Promise<void> {
  if (process.stdout.isTTY) await writeStandardOutput([Buffer.from(content).toString()]);
  else await written(content);
}

function written(content: string | Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    process.stdout.write(content, (error) => resolve(error === null || error === undefined));
  });
}

/** Ends the process with exit code 2 when standard output cannot be written, such as for a full disk behind `>`. */
export function endOnBrokenOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const message = `Standard output could not be written: ${writeFailure(error)}`;
    const hint = 'What was written before that is not the whole of it.';
    sayText(`${formatError(new CliError('output-write-failed', message, hint))}\n`);
    process.exit(2);
  });
}

/** Why a system call could not write, in words. */
export function writeFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC') return 'the disk is full';
  if (code === 'ENOENT') return 'the folder does not exist';
  if (code === 'EACCES' || code === 'EROFS') return 'no permission to write there';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EBADF') return 'no such descriptor is open';
  return error instanceof Error ? error.message : String(error);
}

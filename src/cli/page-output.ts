import type { renderHtmlReport } from '../../web/render.ts';
import { commandLine } from './command-line.ts';
import { CliError } from './errors.ts';
import { sayText, writeStandardOutput } from './output.ts';
import { toolVersion } from './version.ts';
import { writeFileWhole } from './write-file.ts';

/** A page; without a file it goes to standard output. */
export interface PageOutput {
  readonly format: 'html';
  readonly file?: string;
}

/** `-o` of a command that prints one of its formats, or writes a page. */
export type Output<Format extends string> = { readonly format: Format } | PageOutput;

/**
 * Reads `-o FORMAT`, `-o html` and `-o html=FILE`; `html=-` is standard output.
 *
 * @param what as a sentence begins: `An audit`
 * @param file where the page goes when no file is named
 */
export function parseOutput<Format extends string>(
  text: string,
  { what, formats, file: usual }: { what: string; formats: readonly Format[]; file: string },
): Output<Format> {
  const [format = '', ...rest] = text.split('=');
  const file = text.includes('=') ? rest.join('=') : undefined;
  if (format === 'html' && file !== '') return file === '-' ? { format } : { format, file: file ?? usual };
  const plain = formats.find((each) => each === format);
  if (plain !== undefined && file === undefined) return { format: plain };
  throw new CliError(
    'output-unknown-format',
    `${what} has no output "${text}"`,
    `Formats: ${formats.join(', ')}, and html with a file after an equals sign: -o html=${usual}`,
  );
}

/** What every page says of the run that made it. */
export function runOfPage(): { readonly tool: string; readonly command: string; readonly time: string } {
  return {
    tool: toolVersion(),
    command: commandLine(process.argv.slice(2)),
    time: new Date().toISOString(),
  };
}

/**
 * Writes a document as one self-contained page.
 *
 * @param note what the reader should know of the file, as a sentence
 */
export async function writePage(
  { file }: PageOutput,
  document: Parameters<typeof renderHtmlReport>[1],
  { quiet, note }: { readonly quiet?: boolean | undefined; readonly note: string },
): Promise<void> {
  const [{ renderHtmlReport }, { reportTemplate }] = await Promise.all([
    import('../../web/render.ts'),
    import('./assets-from-source.ts'),
  ]);
  const page = renderHtmlReport(reportTemplate(), document);
  if (file === undefined) return writeStandardOutput([page]);
  writeFileWhole(file, [page]);
  if (quiet !== true) sayText(`Wrote ${file} (html, readable by you alone). ${note}\n`);
}

import { randomBytes } from 'node:crypto';
import {
  changesParts,
  formatCsv,
  formatJson,
  formatJunit,
  formatMarkdown,
  formatNdjson,
  formatSarif,
  formatTable,
  plainPalette,
  type Report,
  redactReport,
} from '../report/index.ts';
import type { GlobalFlags, OutputFlags } from './flags.ts';
import { type OutputFormat, type OutputTarget, sayText, writeStandardOutput } from './output.ts';
import { paletteFor } from './palette.ts';
import type { Progress } from './progress.ts';
import { linesText } from './shown-text.ts';
import { writeFileWhole } from './write-file.ts';

/** Writes a report in every format that was asked for. Files first, so that the terminal's last lines are the answer. */
export async function writeReport(
  full: Report,
  outputs: readonly OutputTarget[],
  flags: OutputFlags & GlobalFlags,
  progress: Progress,
): Promise<void> {
  const report = flags.redact === true ? redactReport(full, randomBytes(16).toString('hex')) : full;
  for (const { format, file } of outputs) {
    if (file === undefined) continue;
    writeFileWhole(file, await render(report, format, flags, false));
    progress.note(`Wrote ${file} (${format}, readable by you alone).`);
  }
  for (const { format, file } of outputs) {
    if (file === undefined) await writeStandardOutput(await render(report, format, flags, true));
  }
  if (!outputs.some(({ format }) => saysChanges.has(format))) sayChanges(report);
}

/** Formats with room for what changes beside findings. */
const saysChanges: ReadonlySet<OutputFormat> = new Set(['table', 'json', 'markdown', 'html']);

/** Whose power changes and which connections, where no output says it. */
function sayChanges(report: Report): void {
  const parts = changesParts(report).map(({ heading, lines }) => [
    heading,
    ...lines.map((line) => `  ${line}`),
  ]);
  sayText(linesText(parts.flat()));
}

async function render(
  report: Report,
  format: OutputFormat,
  flags: OutputFlags & GlobalFlags,
  toTerminal: boolean,
): Promise<Iterable<string>> {
  switch (format) {
    case 'table':
      return [table(report, flags, toTerminal)];
    case 'json':
      return formatJson(report);
    case 'ndjson':
      return formatNdjson(report);
    case 'sarif':
      return formatSarif(report);
    case 'junit':
      return formatJunit(report);
    case 'csv':
      return formatCsv(report);
    case 'markdown':
      return [formatMarkdown(report)];
    case 'html': {
      const [{ renderHtmlReport }, { reportTemplate }] = await Promise.all([
        import('../../web/render.ts'),
        import('./assets-from-source.ts'),
      ]);
      return [renderHtmlReport(reportTemplate(), report)];
    }
  }
}

function table(report: Report, flags: OutputFlags & GlobalFlags, toTerminal: boolean): string {
  return formatTable(report, {
    palette: toTerminal ? paletteFor(flags) : plainPalette,
    width: toTerminal && process.stdout.isTTY ? Math.min(process.stdout.columns, 120) : 80,
    ...(flags.by !== 'cause' && { by: flags.by }),
  });
}

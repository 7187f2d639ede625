import {
  explainControl,
  explainFinding,
  type Finding,
  findFinding,
  leastOfId,
  type Report,
  ticketMarkdown,
} from '../../report/index.ts';
import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { ReadFlags } from '../flags.ts';
import { loadControls } from '../judge/catalogue.ts';
import { nearControls } from '../judge/judge-fleet.ts';
import { readAndJudge } from '../judge/read-and-judge.ts';
import { printText } from '../output.ts';
import { paletteFor } from '../palette.ts';
import { readReport } from '../read/report-file.ts';

interface ExplainFlags extends ReadFlags {
  readonly report?: string;
  readonly output: 'text' | 'markdown' | 'json';
}

/** `plimsoll explain`: the story of a control by its name, or of a finding by its id. */
export async function runExplain(
  id: string,
  targets: readonly string[],
  flags: ExplainFlags,
): Promise<number> {
  const width = process.stdout.isTTY ? Math.min(process.stdout.columns, 100) : 80;
  const page = { palette: paletteFor(flags), width };
  const { catalogue } = loadControls(loadConfig(flags.config), flags, { cases: true });
  const control = catalogue.control(id);
  if (control !== undefined) {
    const text = explainControl(control, { cases: catalogue.cases.get(id)?.length ?? 0 }, page);
    printText(flags.output === 'json' ? `${JSON.stringify(control, null, 2)}\n` : text);
    return 0;
  }
  if (catalogue.frameworks.some((framework) => framework.id === id))
    throw new CliError(
      'control-not-found',
      `"${id}" is a framework, and explain tells one control or finding`,
      `Its controls: plimsoll policy list --framework ${id}`,
    );
  if (!/^[0-9a-f-]+$/.test(id))
    throw new CliError(
      'control-not-found',
      `"${id}" is neither a control nor the id of a finding`,
      nearControls(id, catalogue),
    );
  if (id.length < leastOfId)
    throw new CliError(
      'usage',
      `"${id}" is too short for the id of a finding`,
      `Write at least its first ${leastOfId} characters. plimsoll scan -o csv lists the ids as object_id.`,
    );
  const report =
    flags.report === undefined ? (await readAndJudge(targets, flags)).report : readReport(flags.report);
  printText(render(report, findingIn(report, id), flags.output, page));
  return 0;
}

function findingIn(report: Report, id: string): Finding {
  const finding = findFinding(report, id);
  if (finding !== undefined) return finding;
  const several = report.findings.filter(
    ({ objectId, instanceId }) => objectId.startsWith(id) || instanceId.startsWith(id),
  );
  if (several.length > 1)
    throw new CliError(
      'finding-ambiguous',
      `${several.length} findings begin with ${id}`,
      'Write more of the id.',
    );
  throw new CliError(
    'finding-not-found',
    `No finding ${id} in what was judged`,
    report.gate.incomplete
      ? `It may still be there: not everything could be read or judged. ${report.gate.reasons[0] ?? ''}`.trim()
      : 'It is cured, or it is of another target: name the target of the scan, or its JSON report with --report.',
  );
}

function render(
  report: Report,
  finding: Finding,
  format: ExplainFlags['output'],
  page: Parameters<typeof explainFinding>[2],
): string {
  if (format === 'json') return `${JSON.stringify(finding, null, 2)}\n`;
  return format === 'markdown' ? ticketMarkdown(report, finding) : explainFinding(report, finding, page);
}

import { explainGate } from '../../report/index.ts';
import { commandLine } from '../command-line.ts';
import { loadConfig } from '../config/load.ts';
import { withConfiguredTargets } from '../config/targets.ts';
import { CliError } from '../errors.ts';
import type { OutputFlags, ReadFlags } from '../flags.ts';
import { planRun } from '../judge/plan-run.ts';
import { produceReport } from '../judge/produce-report.ts';
import { readRun } from '../judge/read-run.ts';
import { streamVerdicts } from '../judge/stream-verdicts.ts';
import { type OutputTarget, parseOutputs, sayText } from '../output.ts';
import { createProgress } from '../progress.ts';
import { loadBaseline } from '../read/baseline.ts';
import { resolveTargets } from '../target.ts';
import { writeReport } from '../write-report.ts';

/** `plimsoll scan`: read, judge, write; the exit code is the gate's. */
export async function runScan(named: readonly string[], given: ReadFlags & OutputFlags): Promise<number> {
  const startedAt = new Date().toISOString();
  const config = loadConfig(given.config);
  const { texts, flags } = withConfiguredTargets(named, given, config);
  const outputs = outputsOf(flags);
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  const plan = planRun({ targets, config, flags });
  const baseline = await loadBaseline(flags, config);
  // The stages that bench/scale measures.
  performance.mark('start');
  const progress = createProgress(flags.quiet === true);
  try {
    const request = await readRun(plan, progress, {
      command: commandLine(process.argv.slice(2)),
      startedAt,
      ...(baseline && { baseline }),
    });
    performance.mark('read');
    progress.update('Judging');
    const report = produceReport(request);
    performance.mark('judge');
    progress.done();
    await writeReport(report, outputs, flags, progress);
    performance.mark('write');
    if (flags.show === 'all') await streamVerdicts(report, request);
    if (flags.explainGate === true) sayText(explainGate(report.gate));
    return report.gate.exitCode;
  } finally {
    progress.done();
  }
}

/** Where to write what. `--show all` has standard output to itself; other formats go to files beside it. */
function outputsOf({ show, output = [], redact }: OutputFlags): OutputTarget[] {
  if (show === undefined) return parseOutputs(output);
  if (show !== 'all') throw new CliError('usage', `--show ${show}: only "all" can be shown`);
  if (redact === true) {
    throw new CliError('usage', '--show all cannot be redacted', 'Share a report instead: -o json --redact.');
  }
  const outputs = output.length === 0 ? [] : parseOutputs(output);
  const other = outputs.find(({ format, file }) => file === undefined && format !== 'ndjson');
  if (other !== undefined) {
    throw new CliError(
      'usage',
      `--show all streams NDJSON to standard output, so ${other.format} needs a file`,
      `Write it as -o ${other.format}=report.${other.format}`,
    );
  }
  return outputs.filter(({ file }) => file !== undefined);
}

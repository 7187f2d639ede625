import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { OutputFlags, ReadFlags } from '../flags.ts';
import { loadControls } from '../judge/catalogue.ts';
import { checkPlan, produceReport } from '../judge/produce-report.ts';
import { streamVerdicts } from '../judge/stream-verdicts.ts';
import { parseOutputs } from '../output.ts';
import { createProgress } from '../progress.ts';
import { readFleet, readingContext } from '../read/fleet.ts';
import { readBase } from '../read/onto.ts';
import { resolveTargets } from '../target.ts';
import { writeReport } from '../write-report.ts';

/** `plimsoll scan`: read, judge, write; the exit code is the gate's. */
export async function runScan(texts: readonly string[], flags: ReadFlags & OutputFlags): Promise<number> {
  if (flags.show !== undefined && flags.show !== 'all')
    throw new CliError('usage', `--show ${flags.show}: only "all" can be shown`);
  const startedAt = new Date().toISOString();
  const outputs = parseOutputs(flags.output ?? []);
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  const config = loadConfig(flags.config);
  const loaded = loadControls(config, flags);
  checkPlan({ targets, loaded, config, flags });
  const progress = createProgress(flags.quiet === true);
  const context = await readingContext(flags, config, progress);
  try {
    const members = await readFleet(targets, context);
    const base = flags.onto === undefined ? undefined : await readBase(flags.onto, context);
    progress.update('Judging');
    const report = produceReport({
      command: commandLine(),
      startedAt,
      targets,
      members,
      ...(base && { base }),
      loaded,
      config,
      flags,
    });
    progress.done();
    if (flags.show === 'all') await streamVerdicts(report, { members, loaded, config, flags, targets });
    else await writeReport(report, outputs, flags, progress);
    return report.gate.exitCode;
  } finally {
    progress.done();
  }
}

/** The command as it was typed, for the report. */
function commandLine(): string {
  return ['plimsoll', ...process.argv.slice(2)]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

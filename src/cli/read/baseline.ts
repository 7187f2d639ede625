import { existsSync } from 'node:fs';
import type { Baseline, Report } from '../../report/index.ts';
import { looksLikeSnapshot } from '../../sources/snapshot/index.ts';
import { type LoadedConfig, relativeToConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { GateFlags, ReadFlags } from '../flags.ts';
import { readAndJudge } from '../judge/read-and-judge.ts';
import { readReport } from './report-file.ts';

/**
 * What `--baseline` or the configuration names: a JSON report as it is, or a snapshot, judged by the catalogue and the
 * exceptions of today.
 * @throws CliError `baseline-unusable`
 */
export async function loadBaseline(
  flags: ReadFlags & GateFlags,
  config: LoadedConfig,
): Promise<Baseline | undefined> {
  const configured = config.config.gate?.baseline;
  const file =
    flags.baseline ?? (configured === undefined ? undefined : relativeToConfig(config, configured));
  if (file === undefined) return undefined;
  if (!existsSync(file)) throw unusable(`there is no ${file}`);
  const report = looksLikeSnapshot(file) ? await judgedSnapshot(file, flags) : readReport(file);
  if (report.run.redacted === true)
    throw unusable(`${file} is redacted: its findings have ids that mean nothing outside of it`);
  if (report.gate.errors) throw unusable(`${file} is of a run that ended with an error`);
  return { file, report };
}

async function judgedSnapshot(file: string, flags: ReadFlags & GateFlags): Promise<Report> {
  const { onto: _onto, filename: _filename, context: _context, ...rest } = flags;
  const { report } = await readAndJudge([file], { ...rest, allContexts: false, quiet: true });
  return report;
}

function unusable(why: string): CliError {
  return new CliError(
    'baseline-unusable',
    `--baseline: ${why}`,
    'Make one with plimsoll scan -o json=baseline.json, or name a snapshot.',
  );
}

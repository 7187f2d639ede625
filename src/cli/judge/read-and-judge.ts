import type { Cluster } from '../../cluster/index.ts';
import type { Catalogue } from '../../controls/index.ts';
import type { Report } from '../../report/index.ts';
import { commandLine, readingWords } from '../command-line.ts';
import { loadConfig } from '../config/load.ts';
import { withConfiguredTargets } from '../config/targets.ts';
import type { GateFlags, ReadFlags } from '../flags.ts';
import { createProgress } from '../progress.ts';
import { isRead } from '../read/member.ts';
import { resolveTargets } from '../target.ts';
import { planRun } from './plan-run.ts';
import { produceReport } from './produce-report.ts';
import { readRun } from './read-run.ts';

/**
 * Reads targets and judges them without writing anything: for commands that look into a report.
 * The report names the scan that prints the same.
 */
export async function readAndJudge(
  named: readonly string[],
  given: ReadFlags & GateFlags,
): Promise<{ report: Report; catalogue: Catalogue; clusters: readonly Cluster[] }> {
  const config = loadConfig(given.config);
  const { texts, flags } = withConfiguredTargets(named, given, config);
  const command = commandLine(['scan', ...named, ...readingWords(given)]);
  const startedAt = new Date().toISOString();
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  const plan = planRun({ targets, config, flags });
  const progress = createProgress(flags.quiet === true);
  try {
    const request = await readRun(plan, progress, { command, startedAt });
    const clusters = request.members.filter(isRead).map(({ cluster }) => cluster);
    return { report: produceReport(request), catalogue: plan.loaded.catalogue, clusters };
  } finally {
    progress.done();
  }
}

import type { Cluster } from '../../cluster/index.ts';
import type { Catalogue } from '../../controls/index.ts';
import type { Report } from '../../report/index.ts';
import { commandLine } from '../command-line.ts';
import { loadConfig } from '../config/load.ts';
import { withConfiguredTargets } from '../config/targets.ts';
import { loadExceptions } from '../exceptions/load.ts';
import type { GateFlags, ReadFlags } from '../flags.ts';
import { createProgress } from '../progress.ts';
import { readFleet, readingContext } from '../read/fleet.ts';
import { isRead } from '../read/member.ts';
import { readBase } from '../read/onto.ts';
import { resolveTargets } from '../target.ts';
import { loadControls } from './catalogue.ts';
import { checkPlan, produceReport } from './produce-report.ts';

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
  const command = commandLine(['scan', ...named]);
  const startedAt = new Date().toISOString();
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  const loaded = loadControls(config, flags);
  const exceptions = loadExceptions(config, flags, loaded.catalogue);
  checkPlan({ targets, loaded, config, flags });
  const progress = createProgress(flags.quiet === true);
  try {
    const context = await readingContext(flags, config, progress);
    const members = await readFleet(targets, context);
    const base = flags.onto === undefined ? undefined : await readBase(flags.onto, context);
    const request = {
      command,
      startedAt,
      targets,
      members,
      ...(base && { base }),
      loaded,
      config,
      exceptions,
      flags,
    };
    const clusters = members.filter(isRead).map(({ cluster }) => cluster);
    return { report: produceReport(request), catalogue: loaded.catalogue, clusters };
  } finally {
    progress.done();
  }
}

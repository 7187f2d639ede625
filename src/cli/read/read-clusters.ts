import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { ReadFlags } from '../flags.ts';
import { createProgress } from '../progress.ts';
import { resolveTargets } from '../target.ts';
import { readFleet, readingContext } from './fleet.ts';
import type { FleetMember } from './member.ts';

/** Reads the targets, and what `-f`, `--context` and the rest name, for commands that ask about whole clusters. */
export async function readClusters(flags: ReadFlags, texts: readonly string[] = []): Promise<FleetMember[]> {
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  if (targets.objects.length > 0)
    throw new CliError('usage', 'Files, folders and snapshots can be read here, no single objects');
  const config = loadConfig(flags.config);
  const progress = createProgress(flags.quiet === true);
  try {
    return await readFleet(targets, await readingContext(flags, config, progress));
  } finally {
    progress.done();
  }
}

import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import type { ReadFlags } from '../flags.ts';
import { createProgress } from '../progress.ts';
import { resolveTargets } from '../target.ts';
import { readFleet, readingContext } from './fleet.ts';
import type { FleetMember } from './member.ts';

/** What `-n` of a command is for: a part of its answer, or where a cluster is read that may not be listed as a whole. */
export type NamespaceUse = 'in-answer' | 'to-read';

/**
 * Reads the targets, and what `-f`, `--context` and the rest name, for commands that ask about whole clusters.
 *
 * @throws CliError `usage` where `-n` is to read and nothing of a server is read, so that it would mean nothing
 */
export async function readClusters(
  flags: ReadFlags,
  texts: readonly string[] = [],
  namespaceUse: NamespaceUse = 'in-answer',
): Promise<FleetMember[]> {
  const targets = resolveTargets([...texts, ...(flags.filename ?? [])], flags);
  if (targets.objects.length > 0)
    throw new CliError('usage', 'Files, folders and snapshots can be read here, no single objects');
  if (namespaceUse === 'to-read' && flags.namespace !== undefined && !targets.live)
    throw new CliError(
      'usage',
      'The answer is about the whole cluster, and -n says what is read of one that may not be listed as a whole',
      'Leave out -n: files and snapshots are read as a whole.',
    );
  const config = loadConfig(flags.config);
  const progress = createProgress(flags.quiet === true);
  try {
    return await readFleet(targets, await readingContext(flags, config, progress));
  } finally {
    progress.done();
  }
}

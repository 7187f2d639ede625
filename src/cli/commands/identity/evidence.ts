import { type ClusterAccess, evidenceCommands, outsideState } from '../../../identity/index.ts';
import { listed, quotedWord } from '../../../report/index.ts';
import type { ReadFlags } from '../../flags.ts';
import { printText } from '../../output.ts';
import { isReached, readAccess, sayUnreached } from './read-access.ts';

export interface EvidenceFlags extends ReadFlags {
  readonly output: 'text' | 'json';
  readonly save: string;
}

/**
 * `plimsoll identity evidence`: the commands that save what clouds say about the clusters, as a shell script; with
 * `--evidence` also what of it is there already. 0, or 3 when a cluster could not be read.
 */
export async function runEvidence(targets: readonly string[], flags: EvidenceFlags): Promise<number> {
  const clusters = await readAccess(flags, targets);
  const folder = quotedWord(flags.save);
  const rows = clusters.filter(isReached).map(({ name, access }) => ({
    cluster: name,
    ...evidenceCommands(access.cluster, folder),
    ...stateOf(access),
  }));
  if (flags.output === 'json') printText(`${JSON.stringify(rows, null, 2)}\n`);
  else {
    const lines = rows.flatMap(({ cluster, provider, commands, fill, state, missing }) => [
      `# ${oneLine(cluster)}: ${providers[provider] ?? 'no cloud that answers is known to run it, so RBAC alone decides'}`,
      ...(fill.length > 0 ? [`# Fill in ${listed(fill)}: the cluster does not say it.`] : []),
      ...(state === 'not-connected' || state === undefined
        ? []
        : [`# There already: ${state === 'connected' ? 'everything' : oneLine(missing.join('; '))}.`]),
      ...commands,
      '',
    ]);
    const head = rows.some(({ commands }) => commands.length > 0)
      ? [
          '# Each command only reads. Then: plimsoll identity audit --evidence ' + folder,
          `mkdir -p ${folder}`,
          '',
        ]
      : [];
    const groups = `# Who is in which group, from your identity provider, as ${folder}/groups.csv: a line group,user and then rows.`;
    printText(`${[...head, ...lines, groups].join('\n')}\n`);
  }
  return sayUnreached(clusters) ? 3 : 0;
}

const providers: Readonly<Record<string, string>> = {
  eks: 'access entries and IAM roles decide beside RBAC',
  aks: 'Azure roles decide beside RBAC',
  gke: 'Google IAM decides beside RBAC',
};

function stateOf({ cluster }: ClusterAccess): { state: string | undefined; missing: readonly string[] } {
  const state = outsideState(cluster);
  return { state: state?.state, missing: state?.missing ?? [] };
}

/** A name of a cluster is not to become a command. */
function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]/g, ' ');
}

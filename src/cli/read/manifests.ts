import { Readable } from 'node:stream';
import { createDoor, visibleText } from '../../cluster/index.ts';
import { readManifests, type SkippedFile } from '../../sources/manifests/index.ts';
import { kubernetesVersion } from './kubernetes-version.ts';
import type { ReadingContext, ReadMember } from './member.ts';

/** Files, folders, globs and standard input, all together one cluster. */
export async function readManifestTargets(
  inputs: readonly string[],
  context: ReadingContext,
): Promise<ReadMember> {
  const { flags, config, key, progress, stdin } = context;
  progress.update(visibleText(`Reading ${inputs.join(', ')}`));
  const version = kubernetesVersion(flags);
  const reading = await readManifests({
    inputs,
    door: createDoor(key),
    ...(stdin && { stdin: Readable.from([stdin]) }),
    ...(flags.clusterName !== undefined && { clusterName: flags.clusterName }),
    ...(version && { version }),
    complete: flags.complete === true,
    helm: { values: flags.values ?? [], set: flags.set ?? [] },
    allowRemote: flags.allowRemote === true,
    ...(config.config.teams && { store: { teamLabels: config.config.teams.labels } }),
  });
  const skipped = skippedText(reading.files.skipped);
  if (skipped !== undefined) progress.note(skipped);
  return { cluster: reading.store.snapshot(), problems: reading.problems, redactionKeyId: key.keyId };
}

/** Files without a Kubernetes object are no mistake, but a person who expected one there wants to know. */
function skippedText(skipped: readonly SkippedFile[]): string | undefined {
  if (skipped.length === 0) return undefined;
  const byReason = Map.groupBy(skipped, ({ reason }) => reason);
  const lines = [...byReason].map(([reason, files]) => {
    const names = [...new Set(files.map(({ file }) => file))];
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    return `  ${reason}: ${names.slice(0, 3).join(', ')}${more}`;
  });
  const count = new Set(skipped.map(({ file }) => file)).size;
  return `Not judged, in ${count} ${count === 1 ? 'file' : 'files'} of the folders:\n${lines.join('\n')}`;
}

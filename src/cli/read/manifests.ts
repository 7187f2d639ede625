import { Readable } from 'node:stream';
import { createDoor, visibleText } from '../../cluster/index.ts';
import { readManifests } from '../../sources/manifests/index.ts';
import { kubernetesVersion } from './kubernetes-version.ts';
import type { ReadingContext, ReadMember } from './member.ts';
import { skippedText } from './skipped-files.ts';

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

import path from 'node:path';
import { Readable } from 'node:stream';
import { createDoor, visibleText } from '../../cluster/index.ts';
import { rbacProblems } from '../../identity/index.ts';
import { ignoredByGit, readManifests } from '../../sources/manifests/index.ts';
import { CliError } from '../errors.ts';
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
  checkNamespace(flags.applyNamespace);
  const reading = await readManifests({
    inputs,
    door: createDoor(key),
    ...(stdin && { stdin: Readable.from([stdin]) }),
    ...(flags.clusterName !== undefined && { clusterName: flags.clusterName }),
    ...(version && { version }),
    complete: flags.complete === true,
    ...(flags.applyNamespace !== undefined && { namespace: flags.applyNamespace }),
    helm: { values: flags.values ?? [], set: flags.set ?? [] },
    allowRemote: flags.allowRemote === true,
    ...(config.config.teams && { store: { teamLabels: config.config.teams.labels } }),
  });
  const skipped = skippedText(
    reading.files.skipped.filter(
      // What .gitignore names is in the report.
      ({ file, reason }) => reason !== ignoredByGit && !isWithin(context.flags.evidence, file),
    ),
  );
  if (skipped !== undefined) progress.note(skipped);
  const cluster = reading.store.snapshot();
  return { cluster, problems: [...reading.problems, ...rbacProblems(cluster)], redactionKeyId: key.keyId };
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
function checkNamespace(name: string | undefined): void {
  if (name === undefined || (name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name))) return;
  throw new CliError('usage', `--apply-namespace: "${visibleText(name)}" is no name of a namespace`);
}

/** Saved answers in a folder of manifests are read as what they are. */
function isWithin(folder: string | undefined, file: string): boolean {
  if (folder === undefined) return false;
  const relative = path.relative(folder, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative);
}

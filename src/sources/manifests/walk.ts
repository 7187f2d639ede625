import type { Dirent } from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../cluster/index.ts';
import { manifestProblem } from './errors.ts';
import { fileKind } from './file-kind.ts';
import { entriesOf, isAlwaysSkipped, isManifestName } from './folder-entries.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import { isKustomizationFile } from './kustomization.ts';
import { linkEnd } from './links.ts';
import type { ManifestInput } from './manifest-input.ts';
import { ignoredByGit } from './options.ts';
import type { ManifestSink } from './sink.ts';
import type { UnusedFiles } from './unused-files.ts';

export interface Walk {
  /** What relative names start from. */
  readonly folder: string;
  /** What was named: links that lead out of it are not followed. */
  readonly root: string;
  readonly sink: ManifestSink;
  readonly add: (input: ManifestInput) => void;
  readonly unused: UnusedFiles;
  /** The kustomization that everything here belongs to: files are read through it, not by themselves. */
  readonly kustomization?: string;
}

/** Finds what is to be read in a folder and below. What is left out is said, so that nothing behind it looks judged. */
export function walk(folder: string, above: IgnoreRules, context: Walk): void {
  const entries = entriesOf(folder, (error) => reportFolder(folder, error, context));
  const rules = above.enter(folder);
  const { root, unused } = context;
  if (entries.some((entry) => entry.name === 'Chart.yaml')) {
    context.add({ kind: 'chart', path: folder, root });
    unused.besideChart(folder, rules);
    return;
  }
  let { kustomization } = context;
  if (entries.some((entry) => isKustomization(entry, path.join(folder, entry.name), root))) {
    kustomization = folder;
    context.add({ kind: 'kustomization', path: folder, root });
  }
  const here = { ...context, ...(kustomization !== undefined && { kustomization }) };
  for (const entry of entries) {
    if (!isAlwaysSkipped(entry.name)) takeEntry(entry, path.join(folder, entry.name), rules, here);
  }
}

function reportFolder(folder: string, error: unknown, { sink, folder: root }: Walk): void {
  const message = `the folder could not be read: ${error instanceof Error ? error.message : String(error)}`;
  sink.report(manifestProblem('file-unreadable', message, { file: path.relative(root, folder) }));
}

/** A kustomization that lies outside is not read by way of a link either. */
function isKustomization(entry: Dirent, entryPath: string, root: string): boolean {
  if (!isKustomizationFile(entryPath)) return false;
  return !entry.isSymbolicLink() || linkEnd(entryPath, root) !== 'outside';
}

function takeEntry(entry: Dirent, entryPath: string, rules: IgnoreRules, context: Walk): void {
  const isManifest = isManifestName(entry.name);
  const isFolder = entry.isDirectory();
  const skip = (reason: string): void =>
    context.sink.skip({ file: path.relative(context.folder, entryPath) || '.', reason });
  if (rules.ignores(entryPath, isFolder)) {
    if (isFolder || isManifest) skip(ignoredByGit);
  } else if (isFolder) walk(entryPath, rules, context);
  else if (entry.isSymbolicLink()) takeLink(entryPath, isManifest, skip, context);
  else if (!entry.isFile()) cannotRead(entryPath, pipeOrDevice, context);
  else if (isManifest) takeFile(entryPath, context);
}

// Reading one that nobody named would wait for ever.
export const pipeOrDevice = 'a pipe, a socket or a device, which is only read where it is named itself';

/** What nobody can see behind a name; an error where the name promises manifests that would be read. */
function cannotRead(entryPath: string, message: string, { folder, kustomization, sink }: Walk): void {
  const isError = isManifestName(entryPath) && kustomization === undefined;
  const file = path.relative(folder, entryPath);
  sink.report(manifestProblem('file-unreadable', message, { file }, isError ? 'error' : 'warning'));
}

/** A link to a file of the folder that is read stands for that file, so that it is read once. */
function takeLink(link: string, isManifest: boolean, skip: (reason: string) => void, context: Walk): void {
  const end = linkEnd(link, context.root);
  const kind = fileKind(link);
  if (end === undefined || kind === undefined) cannotRead(link, 'a link that leads nowhere', context);
  else if (kind !== 'folder' && !isManifest) return;
  else if (end === 'outside') {
    const { folder, root, sink } = context;
    sink.report(linkOutside(path.relative(folder, link), path.relative(folder, root)));
  } else if (kind === 'folder') skip('a link to a folder, which is read where it is');
  else if (kind === 'file') takeFile(end.inside, context);
  else cannotRead(link, pipeOrDevice, context);
}

export function linkOutside(file: string, root: string): Problem {
  const message = `a link that leads out of ${root || '.'}, so what it leads to was not judged`;
  return manifestProblem('link-outside', message, { file });
}

function takeFile(file: string, { add, unused, kustomization }: Walk): void {
  if (kustomization === undefined) add({ kind: 'file', path: file, named: false });
  else unused.inKustomization(file, kustomization);
}

import { type Dirent, existsSync, globSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { manifestProblem } from './errors.ts';
import { IgnoreRules } from './ignore-rules.ts';
import { isKustomizationFile, withBases } from './kustomization.ts';
import type { ManifestSink } from './sink.ts';

/** Something to read: a file, standard input, or a folder that a tool has to render. */
export type ManifestInput =
  | {
      readonly kind: 'file';
      readonly path: string /** By a person, not found in a folder. */;
      readonly named: boolean;
    }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'chart' | 'kustomization'; readonly path: string };

const manifestName = /\.(?:ya?ml|json)$/i;
const alwaysSkipped: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Finds what the inputs name, in a stable order, each thing once. */
export function findInputs(
  inputs: readonly string[],
  folder: string,
  sink: ManifestSink,
): readonly ManifestInput[] {
  const found = new Map<string, ManifestInput>();
  const add = (input: ManifestInput): void => {
    const key = input.kind === 'stdin' ? '-' : input.path;
    const before = found.get(key);
    if (before?.kind !== 'file' || !before.named) found.set(key, input);
  };
  for (const input of inputs) {
    if (input === '-') add({ kind: 'stdin' });
    else for (const match of expand(input, folder, sink)) findUnder(match, { folder, sink, add });
  }
  return withoutParts(withoutBases([...found.values()]), folder, sink);
}

/** A kustomization that another one builds on is rendered as a part of that. */
function withoutBases(found: readonly ManifestInput[]): readonly ManifestInput[] {
  const bases = new Set<string>();
  for (const input of found) {
    if (input.kind !== 'kustomization') continue;
    for (const base of withBases(input.path).flatMap((part) => part.folders)) bases.add(base);
  }
  return found.filter((input) => input.kind !== 'kustomization' || !bases.has(input.path));
}

/** Files of a chart or kustomization that is rendered are not read raw; templates never are. */
function withoutParts(
  found: readonly ManifestInput[],
  folder: string,
  sink: ManifestSink,
): readonly ManifestInput[] {
  const rendered = new Set(
    found.flatMap((input) => (input.kind === 'stdin' || input.kind === 'file' ? [] : [input.path])),
  );
  return found.filter((input) => {
    if (input.kind !== 'file') return true;
    const file = path.relative(folder, input.path);
    const parents = foldersAbove(input.path);
    const whole = parents.find((parent) => rendered.has(parent));
    if (whole !== undefined)
      sink.skip({ file, reason: `part of ${path.relative(folder, whole) || '.'}, which is rendered` });
    const chart = whole === undefined ? chartOfTemplate(input.path, parents) : undefined;
    if (chart !== undefined) {
      const hint = `Scan the chart: ${path.relative(folder, chart) || '.'}`;
      sink.report(manifestProblem('not-rendered', 'the file is a template of a chart', { file, hint }));
    }
    return whole === undefined && chart === undefined;
  });
}

function chartOfTemplate(file: string, parents: readonly string[]): string | undefined {
  const chart = parents.find((parent) => existsSync(path.join(parent, 'Chart.yaml')));
  return chart !== undefined && path.relative(chart, file).startsWith(`templates${path.sep}`)
    ? chart
    : undefined;
}

function foldersAbove(file: string): readonly string[] {
  const folders: string[] = [];
  for (let next = path.dirname(file); !folders.includes(next); next = path.dirname(next)) folders.push(next);
  return folders;
}

/** A path that an input stands for; `named` unless a pattern found it. */
interface Match {
  readonly path: string;
  readonly named: boolean;
}

function expand(input: string, folder: string, sink: ManifestSink): readonly Match[] {
  const absolute = path.resolve(folder, input);
  if (input !== '' && existsSync(absolute)) return [{ path: absolute, named: true }];
  const isPattern = /[*?[\]{}]/.test(input);
  const matches = isPattern ? globSync(input, { cwd: folder, exclude: isAlwaysSkipped }) : [];
  if (matches.length === 0) {
    sink.report(manifestProblem('input-not-found', `nothing is there: ${input}`, { file: input }));
  }
  return matches.toSorted().map((match) => ({ path: path.resolve(folder, match), named: false }));
}

function findUnder({ path: found, named }: Match, context: Walk): void {
  if (statSync(found).isDirectory()) {
    walk(found, IgnoreRules.above(found), context);
    return;
  }
  if (isKustomizationFile(found)) context.add({ kind: 'kustomization', path: path.dirname(found) });
  else if (path.basename(found) === 'Chart.yaml') context.add({ kind: 'chart', path: path.dirname(found) });
  else context.add({ kind: 'file', path: found, named });
}

function isAlwaysSkipped(name: string): boolean {
  return alwaysSkipped.has(path.basename(name));
}

interface Walk {
  readonly folder: string;
  readonly sink: ManifestSink;
  readonly add: (input: ManifestInput) => void;
  /** The kustomization that everything here belongs to: files are read through it, not by themselves. */
  readonly kustomization?: string;
}

function walk(folder: string, above: IgnoreRules, context: Walk): void {
  const entries = entriesOf(folder, context);
  if (entries.some((entry) => entry.name === 'Chart.yaml')) {
    context.add({ kind: 'chart', path: folder });
    return;
  }
  let { kustomization } = context;
  if (entries.some((entry) => entry.isFile() && isKustomizationFile(path.join(folder, entry.name)))) {
    kustomization = folder;
    context.add({ kind: 'kustomization', path: folder });
  }
  const rules = above.enter(folder);
  for (const entry of entries) {
    const entryPath = path.join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (alwaysSkipped.has(entry.name)) continue;
    const unread = whyUnread(entry, entryPath, rules);
    if (unread !== undefined) {
      if (isFolder || unread.kind === 'link' || manifestName.test(entry.name)) {
        context.sink.skip({ file: path.relative(context.folder, entryPath) || '.', reason: unread.reason });
      }
      continue;
    }
    if (isFolder)
      walk(entryPath, rules, { ...context, ...(kustomization !== undefined && { kustomization }) });
    else if (manifestName.test(entry.name)) takeFile(entry, entryPath, kustomization, context);
  }
}

/** What a walk leaves out is said, so that nothing behind it looks judged. */
function whyUnread(
  entry: Dirent,
  entryPath: string,
  rules: IgnoreRules,
): { kind: 'ignored' | 'link'; reason: string } | undefined {
  if (rules.ignores(entryPath, entry.isDirectory()))
    return { kind: 'ignored', reason: 'named in .gitignore' };
  if (!entry.isSymbolicLink()) return undefined;
  const target = statSync(entryPath, { throwIfNoEntry: false });
  return target?.isDirectory() === true
    ? { kind: 'link', reason: 'a link to a folder, not followed; name the folder itself to read it' }
    : undefined;
}

/** Reading a pipe or a device would wait for ever. */
function isRegular(entry: Dirent, entryPath: string): boolean {
  return (
    entry.isFile() ||
    (entry.isSymbolicLink() && statSync(entryPath, { throwIfNoEntry: false })?.isFile() === true)
  );
}

function takeFile(entry: Dirent, file: string, kustomization: string | undefined, context: Walk): void {
  const shown = path.relative(context.folder, file);
  if (!isRegular(entry, file)) {
    context.sink.skip({ file: shown, reason: 'a broken link, a pipe or a device' });
  } else if (kustomization === undefined) {
    context.add({ kind: 'file', path: file, named: false });
  } else {
    const through = path.relative(context.folder, kustomization) || '.';
    context.sink.skip({ file: shown, reason: `read through the kustomization ${through}, if at all` });
  }
}

function entriesOf(folder: string, { sink, folder: root }: Walk): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    const message = `the folder could not be read: ${error instanceof Error ? error.message : String(error)}`;
    sink.report(manifestProblem('file-unreadable', message, { file: path.relative(root, folder) }));
    return [];
  }
}

import { type Dirent, existsSync, globSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { manifestProblem } from './errors.ts';
import { IgnoreRules } from './ignore-rules.ts';
import { kustomizationNames, withBases } from './kustomization.ts';
import type { ManifestSink } from './sink.ts';

/** Something to read: a file, standard input, or a folder that a tool has to render. */
export type ManifestInput =
  | { readonly kind: 'file'; readonly path: string; readonly named: boolean }
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
    found.set(input.kind === 'stdin' ? '-' : input.path, input);
  };
  for (const input of inputs) {
    if (input === '-') add({ kind: 'stdin' });
    else for (const named of expand(input, folder, sink)) findUnder(named, folder, sink, add);
  }
  return withoutBases([...found.values()]);
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

function expand(input: string, folder: string, sink: ManifestSink): readonly string[] {
  const absolute = path.resolve(folder, input);
  if (existsSync(absolute)) return [absolute];
  const matches = /[*?[\]{}]/.test(input) ? globSync(input, { cwd: folder }) : [];
  if (matches.length === 0)
    sink.report(manifestProblem('input-not-found', `nothing is there: ${input}`, { file: input }));
  return matches.map((match) => path.resolve(folder, match)).toSorted();
}

function findUnder(
  named: string,
  folder: string,
  sink: ManifestSink,
  add: (input: ManifestInput) => void,
): void {
  if (statSync(named).isDirectory()) {
    walk(named, IgnoreRules.above(named), { folder, sink, add });
    return;
  }
  const name = path.basename(named);
  if (kustomizationNames.includes(name)) add({ kind: 'kustomization', path: path.dirname(named) });
  else if (name === 'Chart.yaml') add({ kind: 'chart', path: path.dirname(named) });
  else add({ kind: 'file', path: named, named: true });
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
  const names = new Set(entries.map((entry) => entry.name));
  if (names.has('Chart.yaml')) {
    context.add({ kind: 'chart', path: folder });
    return;
  }
  let { kustomization } = context;
  if (kustomizationNames.some((name) => names.has(name))) {
    kustomization = folder;
    context.add({ kind: 'kustomization', path: folder });
  }
  const rules = above.enter(folder);
  for (const entry of entries) {
    const entryPath = path.join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (alwaysSkipped.has(entry.name) || rules.ignores(entryPath, isFolder)) continue;
    if (isFolder)
      walk(entryPath, rules, { ...context, ...(kustomization !== undefined && { kustomization }) });
    else if (manifestName.test(entry.name)) takeFile(entryPath, kustomization, context);
  }
}

function takeFile(file: string, kustomization: string | undefined, context: Walk): void {
  if (kustomization === undefined) {
    context.add({ kind: 'file', path: file, named: false });
    return;
  }
  const shown = path.relative(context.folder, file);
  const through = path.relative(context.folder, kustomization) || '.';
  context.sink.skip({ file: shown, reason: `read through the kustomization ${through}, if at all` });
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

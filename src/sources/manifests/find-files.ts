import { existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { manifestProblem } from './errors.ts';
import { fileKind } from './file-kind.ts';
import { isAlwaysSkipped } from './folder-entries.ts';
import { IgnoreRules } from './ignore-rules.ts';
import { isKustomizationFile } from './kustomization.ts';
import { linkEnd } from './links.ts';
import type { ManifestInput } from './manifest-input.ts';
import { RenderedParts } from './rendered-parts.ts';
import type { ManifestSink } from './sink.ts';
import { UnusedFiles } from './unused-files.ts';
import { linkOutside, pipeOrDevice, type Walk, walk } from './walk.ts';

/** Finds what the inputs name, in a stable order, each thing once. */
export function findInputs(
  inputs: readonly string[],
  folder: string,
  sink: ManifestSink,
): readonly ManifestInput[] {
  const found = new Map<string, ManifestInput>();
  const unused = new UnusedFiles();
  const add = (input: ManifestInput): void => {
    const key = input.kind === 'stdin' ? '-' : input.path;
    const before = found.get(key);
    if (before?.kind !== 'file' || !before.named) found.set(key, input);
  };
  for (const input of inputs) {
    if (input === '-') add({ kind: 'stdin' });
    else for (const match of expand(input, folder, sink)) findUnder(match, { folder, sink, add, unused });
  }
  const all = [...found.values()];
  const parts = new RenderedParts(all);
  unused.report(all, parts, folder, sink);
  return withoutParts(all, parts, folder, sink);
}

/**
 * Files of a chart or kustomization that is rendered are not read raw; templates never are. A kustomization that another
 * one builds on is rendered as a part of that.
 */
function withoutParts(
  found: readonly ManifestInput[],
  parts: RenderedParts,
  folder: string,
  sink: ManifestSink,
): readonly ManifestInput[] {
  return found.filter((input) => {
    if (input.kind === 'kustomization') return !parts.isBase(input.path);
    if (input.kind !== 'file') return true;
    const file = path.relative(folder, input.path);
    const parents = foldersAbove(input.path);
    const whole = parts.wholeOf(input.path, parents);
    if (whole !== undefined)
      sink.skip({ file, reason: `part of ${path.relative(folder, whole) || '.'}, which is rendered` });
    const chart = whole === undefined ? chartOfTemplate(input.path) : undefined;
    if (chart !== undefined) {
      const hint = `Scan the chart: ${path.relative(folder, chart) || '.'}`;
      sink.report(manifestProblem('not-rendered', 'the file is a template of a chart', { file, hint }));
    }
    return whole === undefined && chart === undefined;
  });
}

/** The folder of the chart that a file is a part of. */
export function chartOf(file: string): string | undefined {
  return foldersAbove(file).find((parent) => existsSync(path.join(parent, 'Chart.yaml')));
}

function chartOfTemplate(file: string): string | undefined {
  const chart = chartOf(file);
  return chart !== undefined && path.relative(chart, file).startsWith(`templates${path.sep}`)
    ? chart
    : undefined;
}

function foldersAbove(file: string): readonly string[] {
  const folders: string[] = [];
  for (let next = path.dirname(file); !folders.includes(next); next = path.dirname(next)) folders.push(next);
  return folders;
}

/** A path that an input stands for; `named` unless a pattern found it below `root`. */
interface Match {
  readonly path: string;
  readonly named: boolean;
  readonly root: string;
}

function expand(input: string, folder: string, sink: ManifestSink): readonly Match[] {
  const absolute = path.resolve(folder, input);
  if (input !== '' && existsSync(absolute)) {
    const root = fileKind(absolute) === 'folder' ? absolute : path.dirname(absolute);
    return [{ path: absolute, named: true, root }];
  }
  const isPattern = /[*?[\]{}]/.test(input);
  const matches = isPattern ? globSync(input, { cwd: folder, exclude: isAlwaysSkipped }) : [];
  if (matches.length === 0) {
    sink.report(manifestProblem('input-not-found', `nothing is there: ${input}`, { file: input }));
  }
  const root = path.resolve(folder, path.dirname(`${input.split(/[*?[\]{}]/, 1)[0]}x`));
  return matches.toSorted().map((match) => ({ path: path.resolve(folder, match), named: false, root }));
}

function findUnder({ path: found, named, root }: Match, shared: Omit<Walk, 'root'>): void {
  const { folder, sink, add } = shared;
  const kind = fileKind(found);
  const file = path.relative(folder, found);
  if (kind === undefined) {
    sink.report(manifestProblem('file-unreadable', 'a broken link, or no longer there', { file }));
  } else if (!named && linkEnd(found, root) === 'outside') {
    sink.report(linkOutside(file, path.relative(folder, root)));
  } else if (kind === 'other' && !named) {
    sink.report(manifestProblem('file-unreadable', pipeOrDevice, { file }));
  } else if (kind === 'folder')
    walk(found, IgnoreRules.above(found), { ...shared, root: named ? found : root });
  else if (isKustomizationFile(found)) add({ kind: 'kustomization', path: path.dirname(found), root });
  else if (path.basename(found) === 'Chart.yaml') add({ kind: 'chart', path: path.dirname(found), root });
  else add({ kind: 'file', path: found, named });
}

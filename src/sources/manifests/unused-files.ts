import { type Dirent, readdirSync } from 'node:fs';
import path from 'node:path';
import { counted, listed } from './counted.ts';
import { manifestProblem } from './errors.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import type { ManifestInput } from './manifest-input.ts';
import { chartParts, holdsManifest, type RenderedParts } from './rendered-parts.ts';
import type { ManifestSink } from './sink.ts';

/**
 * Manifests that lie in the folder of a kustomization or a chart and are no part of it. Nobody renders them, so they are
 * not deployed and not judged; whoever expects them to be wants to hear it.
 */
export class UnusedFiles {
  private readonly inKustomizations: { readonly file: string; readonly owner: string }[] = [];
  private readonly inCharts: { readonly file: string; readonly owner: string }[] = [];

  /** A file that is read through a kustomization, if at all. */
  inKustomization(file: string, kustomization: string): void {
    this.inKustomizations.push({ file, owner: kustomization });
  }

  /** The files of a chart that Helm does not render. */
  besideChart(chart: string, rules: IgnoreRules): void {
    for (const file of manifestFiles(chart, rules, chartParts)) this.inCharts.push({ file, owner: chart });
  }

  /** Says, once for each kustomization and chart, what no input uses. */
  report(inputs: readonly ManifestInput[], parts: RenderedParts, folder: string, sink: ManifestSink): void {
    const named = new Set(inputs.flatMap((input) => (input.kind === 'file' ? [input.path] : [])));
    const isUnused = (file: string): boolean =>
      !named.has(file) && !parts.isUsed(file) && holdsManifest(file);
    const say = (owner: string, files: readonly string[], whose: string): void => {
      const shown = files.map((file) => path.relative(folder, file));
      const message = `${counted(files.length, 'manifest')} in this folder ${files.length === 1 ? 'is' : 'are'} ${whose}, so nothing renders or judges ${files.length === 1 ? 'it' : 'them'}: ${listed(shown)}`;
      const file = path.relative(folder, owner) || '.';
      sink.report(manifestProblem('file-unused', message, { file }, 'warning'));
    };
    for (const [owner, files] of byOwner(this.inKustomizations, isUnused))
      say(owner, files, 'named by no kustomization');
    for (const [owner, files] of byOwner(this.inCharts, isUnused)) say(owner, files, 'no part of the chart');
  }
}

function byOwner(
  candidates: readonly { readonly file: string; readonly owner: string }[],
  isUnused: (file: string) => boolean,
): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, string[]>();
  for (const { file, owner } of candidates) {
    if (!isUnused(file)) continue;
    files.set(owner, [...(files.get(owner) ?? []), file]);
  }
  return files;
}

function manifestFiles(
  folder: string,
  above: IgnoreRules,
  leftOut: ReadonlySet<string> = new Set(['node_modules', '.git']),
): readonly string[] {
  const rules = above.enter(folder);
  return entriesOf(folder).flatMap((entry) => {
    const entryPath = path.join(folder, entry.name);
    if (leftOut.has(entry.name) || rules.ignores(entryPath, entry.isDirectory())) return [];
    if (entry.isDirectory()) return manifestFiles(entryPath, rules);
    return entry.isFile() && /\.(?:ya?ml|json)$/i.test(entry.name) ? [entryPath] : [];
  });
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  } catch {
    return [];
  }
}

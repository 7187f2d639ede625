import path from 'node:path';
import { counted, listed } from './counted.ts';
import { manifestProblem } from './errors.ts';
import { alwaysSkipped, entriesOf, isManifestName } from './folder-entries.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import type { ManifestInput } from './manifest-input.ts';
import { chartParts, holdsManifest, type RenderedParts } from './rendered-parts.ts';
import type { ManifestSink } from './sink.ts';

/**
 * Manifests that lie in the folder of a kustomization or a chart and are no part of it. Nobody renders them, so they are
 * not deployed and not judged; whoever expects them to be wants to hear it.
 */
export class UnusedFiles {
  /** Files with the folder of their kustomization or chart; a folder may be named twice. */
  private readonly inKustomizations = new Map<string, string>();
  private readonly inCharts = new Map<string, string>();

  /** A file that is read through a kustomization, if at all. */
  inKustomization(file: string, kustomization: string): void {
    this.inKustomizations.set(file, kustomization);
  }

  /** The files of a chart that Helm does not render. */
  besideChart(chart: string, rules: IgnoreRules): void {
    for (const file of manifestFiles(chart, rules, chartParts)) this.inCharts.set(file, chart);
  }

  /** Says, once for each kustomization and chart, what no input uses. */
  report(inputs: readonly ManifestInput[], parts: RenderedParts, folder: string, sink: ManifestSink): void {
    const named = new Set(inputs.flatMap((input) => (input.kind === 'file' ? [input.path] : [])));
    const isUnused = (file: string): boolean =>
      !named.has(file) && !parts.isUsed(file) && holdsManifest(file);
    const say = (owners: ReadonlyMap<string, string>, whose: string): void => {
      const unused = [...owners].filter(([file]) => isUnused(file));
      for (const [owner, files] of Map.groupBy(unused, ([, each]) => each)) {
        const shown = files.map(([file]) => path.relative(folder, file));
        const message = `${counted(files.length, 'manifest')} in this folder ${files.length === 1 ? 'is' : 'are'} ${whose}, so nothing renders or judges ${files.length === 1 ? 'it' : 'them'}: ${listed(shown)}`;
        const file = path.relative(folder, owner) || '.';
        sink.report(manifestProblem('file-unused', message, { file }, 'warning'));
      }
    };
    say(this.inKustomizations, 'named by no kustomization');
    say(this.inCharts, 'no part of the chart');
  }
}

function manifestFiles(
  folder: string,
  above: IgnoreRules,
  leftOut: ReadonlySet<string> = alwaysSkipped,
): readonly string[] {
  const rules = above.enter(folder);
  return entriesOf(folder).flatMap((entry) => {
    const entryPath = path.join(folder, entry.name);
    if (leftOut.has(entry.name) || rules.ignores(entryPath, entry.isDirectory())) return [];
    if (entry.isDirectory()) return manifestFiles(entryPath, rules);
    return entry.isFile() && isManifestName(entry.name) ? [entryPath] : [];
  });
}

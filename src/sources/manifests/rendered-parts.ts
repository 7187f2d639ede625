import path from 'node:path';
import { readYaml } from '../yaml/index.ts';
import { withBases } from './kustomization.ts';
import type { ManifestInput } from './manifest-input.ts';
import { isForServer } from './manifest-objects.ts';
import { readableText } from './readable-text.ts';

/** Folders of a chart that Helm reads manifests from. https://helm.sh/docs/topics/charts/#the-chart-file-structure */
export const chartParts: ReadonlySet<string> = new Set(['templates', 'crds', 'charts']);

/** What the charts and kustomizations of an input are made of. */
export class RenderedParts {
  private readonly used = new Map<string, string>();
  private readonly bases = new Set<string>();
  private readonly folders = new Map<string, 'chart' | 'kustomization'>();

  constructor(found: readonly ManifestInput[]) {
    for (const input of found) {
      if (input.kind === 'stdin' || input.kind === 'file') continue;
      this.folders.set(input.path, input.kind);
      if (input.kind === 'chart') continue;
      for (const { files, folders } of withBases(input.path)) {
        for (const file of files) this.used.set(file, input.path);
        for (const base of folders) this.bases.add(base);
      }
    }
  }

  /** Whether a kustomization is one that another builds on. */
  isBase(folder: string): boolean {
    return this.bases.has(folder);
  }

  /** Whether a kustomization names a file. */
  isUsed(file: string): boolean {
    return this.used.has(file);
  }

  /** The folder that a file is rendered with, or is no manifest of: values and the like. */
  wholeOf(file: string, parents: readonly string[]): string | undefined {
    const user = this.used.get(file);
    if (user !== undefined) return user;
    const whole = parents.find((parent) => this.folders.has(parent));
    if (whole === undefined) return undefined;
    const isPart = this.folders.get(whole) === 'chart' && isChartPart(whole, file);
    return isPart || !holdsManifest(file) ? whole : undefined;
  }
}

function isChartPart(chart: string, file: string): boolean {
  return chartParts.has(path.relative(chart, file).split(path.sep, 1)[0] ?? '');
}

/** Whether a file is a manifest of its own: values, patches of other formats and files for tools are none. */
export function holdsManifest(file: string): boolean {
  const text = readableText(file) ?? '';
  if (!['apiVersion', 'kind'].every((field) => text.includes(field))) return false;
  return readYaml(text, file).documents.some(({ value }) => isForServer(value));
}

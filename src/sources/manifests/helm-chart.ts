import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { asMap } from '../../cluster/index.ts';
import { decodeText, readYaml } from '../yaml/index.ts';

/** What `Chart.yaml` says. https://helm.sh/docs/topics/charts/ */
export interface HelmChart {
  readonly name: string;
  /** A library chart holds only definitions for others. */
  readonly library: boolean;
  /** Dependencies that do not lie in `charts/`, where Helm needs them. */
  readonly missing: readonly string[];
}

export function readHelmChart(folder: string): HelmChart {
  const fields = chartFields(folder);
  const dependencies = Array.isArray(fields['dependencies']) ? fields['dependencies'] : [];
  const names = dependencies.map((dependency: unknown) =>
    String((dependency as { name?: unknown } | null)?.name),
  );
  const vendored = vendoredCharts(folder);
  return {
    name: typeof fields['name'] === 'string' ? fields['name'] : path.basename(folder),
    library: fields['type'] === 'library',
    missing: names.filter((name) => !vendored.some((entry) => entry === name || isArchiveOf(entry, name))),
  };
}

/**
 * Archives by file, and charts that lie in folders by the name in their `Chart.yaml`: what Helm compares with the dependencies,
 * whatever the folder is called. https://github.com/helm/helm/blob/main/pkg/action/dependency.go, `CheckDependencies`
 */
function vendoredCharts(folder: string): readonly string[] {
  const charts = path.join(folder, 'charts');
  if (!existsSync(charts)) return [];
  return readdirSync(charts).map((entry) => {
    const chart = path.join(charts, entry);
    const name = existsSync(path.join(chart, 'Chart.yaml')) ? chartFields(chart)['name'] : entry;
    return typeof name === 'string' ? name : entry;
  });
}

/** `redis-18.1.0.tgz` is an archive of `redis`, `redis-cluster-9.0.0.tgz` is not. */
function isArchiveOf(entry: string, name: string): boolean {
  return entry.endsWith('.tgz') && entry.startsWith(`${name}-`) && /^v?\d/.test(entry.slice(name.length + 1));
}

function chartFields(folder: string): Readonly<Record<string, unknown>> {
  const decoded = decodeText(readFileSync(path.join(folder, 'Chart.yaml')));
  return asMap(decoded && readYaml(decoded.text, 'Chart.yaml').documents[0]?.value);
}

/** The template that Helm names before each document: `# Source: shop/templates/api.yaml`, the first part being the chart. */
export function helmSource(comments: readonly string[]): string | undefined {
  return comments.findLast((comment) => comment.startsWith('Source: '))?.slice('Source: '.length);
}

/** The same as a file, for a chart that lies in a folder. */
export function templateFile(comments: readonly string[], chartFolder: string): string | undefined {
  const source = helmSource(comments);
  const slash = source?.indexOf('/') ?? -1;
  return source === undefined || slash < 0 ? undefined : path.join(chartFolder, source.slice(slash + 1));
}

import { asMap, type Fields, type ObjectMetadata } from '../../cluster/index.ts';

/** Something that an object has deployed from elsewhere. */
export interface DeployedSource {
  /** For a person: `chart redis 1.2 of https://charts.example.com`. Credentials in addresses are left out. */
  readonly text: string;
  /** The folder in its repository, where that is where it lies. */
  readonly folder?: string;
  /** The object that names the repository: `GitRepository flux-system`. */
  readonly repository?: string;
}

type Reader = (spec: Fields) => readonly DeployedSource[];

/** By `group/Kind`. */
const readers: Readonly<Record<string, Reader>> = {
  // https://argo-cd.readthedocs.io/en/stable/user-guide/application-specification/
  'argoproj.io/Application': argoSources,
  // https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/
  'argoproj.io/ApplicationSet': applicationSetSources,
  // https://fluxcd.io/flux/components/kustomize/kustomizations/
  'kustomize.toolkit.fluxcd.io/Kustomization': ({ path, sourceRef }) => {
    const folder = text(path) ?? './';
    return [
      { text: `${folder} of ${reference(sourceRef)}`, ...folderOf(folder), repository: reference(sourceRef) },
    ];
  },
  // https://fluxcd.io/flux/components/helm/helmreleases/
  'helm.toolkit.fluxcd.io/HelmRelease': ({ chart, chartRef }) => {
    if (chartRef !== undefined)
      return [{ text: `the chart of ${reference(chartRef)}`, repository: reference(chartRef) }];
    const { chart: name, version, sourceRef } = asMap(asMap(chart)['spec']);
    const isFolder = text(name)?.includes('/') === true;
    const repository = reference(sourceRef);
    const shown = `${chartText(name, version)} of ${repository}`;
    return [{ text: shown, ...(isFolder && folderOf(text(name))), repository }];
  },
  // https://docs.k3s.io/helm
  'helm.cattle.io/HelmChart': ({ chart, version, repo, chartContent }) => [
    {
      text:
        chartContent === undefined
          ? `${chartText(chart, version)}${text(repo) === undefined ? '' : ` of ${address(repo)}`}`
          : 'the chart that it holds as an archive',
    },
  ],
};

/** What an object has deployed; none for kinds that deploy nothing. */
export function sourcesOf(group: string, kind: string, spec: unknown): readonly DeployedSource[] {
  const name = `${group}/${kind}`;
  return Object.hasOwn(readers, name) ? (readers[name]?.(asMap(spec)) ?? []) : [];
}

/** Who deployed an object, by the marks that it leaves, `Application shop`; an ApplicationSet owns its applications. */
export function deployersOf({
  labels = {},
  annotations = {},
  ownerReferences = [],
}: ObjectMetadata): readonly string[] {
  const marks = {
    // https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/
    Application:
      annotations['argocd.argoproj.io/tracking-id']?.split(':')[0] ?? labels['argocd.argoproj.io/instance'],
    Kustomization: labels['kustomize.toolkit.fluxcd.io/name'],
    HelmRelease: labels['helm.toolkit.fluxcd.io/name'],
    HelmChart: annotations['meta.helm.sh/release-name'],
  };
  const marked = Object.entries(marks).flatMap(([kind, name]) =>
    name === undefined ? [] : [`${kind} ${name}`],
  );
  return [...marked, ...ownerReferences.map(({ kind, name }) => `${kind} ${name}`)];
}

/** The address that a repository object of Flux names. https://fluxcd.io/flux/components/source/ */
export function repositoryUrl(group: string, spec: unknown): string | undefined {
  const { url } = asMap(spec);
  return group === 'source.toolkit.fluxcd.io' && text(url) !== undefined ? address(url) : undefined;
}

/** A source that only lends its values to others deploys nothing. */
function argoSources({ source, sources }: Fields): readonly DeployedSource[] {
  const list: readonly unknown[] = Array.isArray(sources) && sources.length > 0 ? sources : [source];
  return list.map(asMap).flatMap(({ repoURL, path, chart, targetRevision, ref }) => {
    if (text(chart) !== undefined)
      return [{ text: `${chartText(chart, targetRevision)} of ${address(repoURL)}` }];
    if (text(path) !== undefined)
      return [{ text: `${text(path)} of ${address(repoURL)}`, ...folderOf(text(path)) }];
    return text(repoURL) === undefined || ref !== undefined ? [] : [{ text: address(repoURL) }];
  });
}

/** A path that a generator fills in is known up to its first placeholder; where that is the start, by what it looks at. */
function applicationSetSources({ template, generators }: Fields): readonly DeployedSource[] {
  const sources = argoSources(asMap(asMap(template)['spec']));
  const looked = pathsIn(generators).flatMap((path) => folderOf(path).folder ?? []);
  return sources.map((source) => {
    if (source.folder !== undefined || looked.length !== 1 || !source.text.includes('{{')) return source;
    return { ...source, folder: looked[0] ?? '' };
  });
}

function pathsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'path' && typeof child === 'string' ? [child] : pathsIn(child),
  );
}

/** The fixed part of a path in a repository; nothing for the whole repository, which any folder could be. */
function folderOf(path: string | undefined): { folder?: string } {
  const fixed = (path ?? '').split(/[*?[{]/, 1)[0] ?? '';
  const whole = fixed === path ? fixed : fixed.slice(0, fixed.lastIndexOf('/') + 1);
  const folder = whole.replace(/^(?:\.?\/)+|\/+$/g, '');
  return folder === '' || folder === '.' || folder.split('/').includes('..') ? {} : { folder };
}

function chartText(name: unknown, version: unknown): string {
  return `chart ${text(name) ?? '(no name)'}${text(version) === undefined ? '' : ` ${text(version)}`}`;
}

function reference(value: unknown): string {
  const { kind, name } = asMap(value);
  return text(kind) === undefined || text(name) === undefined ? 'a source without name' : `${kind} ${name}`;
}

/** An address without user and password. */
function address(url: unknown): string {
  return (text(url) ?? 'a repository without address').replace(/\/\/[^/@]*@/, '//').replace(/[?#].*$/s, '');
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

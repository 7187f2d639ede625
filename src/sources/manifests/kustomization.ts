import { existsSync } from 'node:fs';
import path from 'node:path';
import { isFields } from '../../cluster/index.ts';
import { readYaml } from '../yaml/index.ts';
import { fileKind } from './file-kind.ts';
import { readableText } from './readable-text.ts';

const kustomizationNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a file is one that kustomize builds; Flux has resources of its own that often go by the same file name. */
export function isKustomizationFile(file: string): boolean {
  if (!kustomizationNames.includes(path.basename(file))) return false;
  const apiVersion = fieldsOf(file)?.['apiVersion'];
  return typeof apiVersion !== 'string' || apiVersion.startsWith('kustomize.config.k8s.io/');
}

/** What a kustomization builds on. https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export interface Kustomization {
  /** Where it is, absolute. */
  readonly folder: string;
  /** A component is a part of others and is not built by itself. */
  readonly component: boolean;
  /** Local folders that it builds on, absolute. */
  readonly folders: readonly string[];
  /** Local files that it names in any field, absolute: resources, patches, what generators read. */
  readonly files: readonly string[];
  /** Entries that are neither a file nor a folder here, which kustomize would fetch. */
  readonly remote: readonly string[];
  /** Charts that kustomize would fetch and have Helm render. */
  readonly charts: readonly string[];
}

const listFields = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
];
const patchFields = ['patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements'];

/** The file that makes a folder a kustomization. */
export function kustomizationFile(folder: string): string | undefined {
  return kustomizationNames.map((name) => path.join(folder, name)).find((name) => existsSync(name));
}

/** Undefined when the folder has no kustomization that can be read; the tool then says why. */
function readKustomization(folder: string): Kustomization | undefined {
  const fields = kustomizationFields(folder);
  if (fields === undefined) return undefined;
  const entries = [...listFields, ...patchFields].flatMap((field) => entriesOf(fields[field]));
  const openapi = isFields(fields['openapi']) ? entriesOf([fields['openapi']]) : [];
  const paths = [...entries, ...openapi].filter((entry) => !entry.includes('\n'));
  const present = (entry: string): boolean => existsSync(path.resolve(folder, entry));
  return {
    folder,
    component: fields['kind'] === 'Component',
    folders: paths
      .filter(present)
      .map((entry) => path.resolve(folder, entry))
      .filter((entry) => fileKind(entry) === 'folder'),
    files: filesNamedIn(fields, folder),
    remote: paths.filter((entry) => !present(entry)),
    charts: ['helmCharts', 'helmChartInflationGenerator'].flatMap((field) => chartNames(fields[field])),
  };
}

/** The kustomization of a folder and all that it builds on, each once. */
export function withBases(folder: string): readonly Kustomization[] {
  const found = new Map<string, Kustomization>();
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const kustomization = found.has(next) ? undefined : readKustomization(next);
    if (kustomization === undefined) continue;
    found.set(next, kustomization);
    pending.push(...kustomization.folders);
  }
  return [...found.values()];
}

function kustomizationFields(folder: string): Readonly<Record<string, unknown>> | undefined {
  const file = kustomizationFile(folder);
  return file === undefined ? undefined : fieldsOf(file);
}

/** Undefined for what cannot be read: the tool then says why. */
function fieldsOf(file: string): Readonly<Record<string, unknown>> | undefined {
  const text = readableText(file);
  const value = text === undefined ? undefined : readYaml(text, file).documents[0]?.value;
  return isFields(value) ? value : undefined;
}

/** Generators write `key=file`. */
function filesNamedIn(fields: Readonly<Record<string, unknown>>, folder: string): readonly string[] {
  const texts = textsIn(fields).flatMap((text) => [text, text.slice(text.indexOf('=') + 1)]);
  return texts
    .filter((text) => text !== '' && !text.includes('\n'))
    .map((text) => path.resolve(folder, text))
    .filter((file) => fileKind(file) === 'file');
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Texts of a list, and the `path` of its mappings. */
function entriesOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const text = isFields(entry) ? entry['path'] : entry;
    return typeof text === 'string' && text !== '' ? [text] : [];
  });
}

function chartNames(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.map((chart: unknown) =>
    String(isFields(chart) ? (chart['name'] ?? chart['chartName']) : chart),
  );
}

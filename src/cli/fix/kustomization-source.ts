import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ClusterObject, Json } from '../../cluster/index.ts';
import { decodeText, readYaml, type YamlDocument } from '../../sources/yaml/index.ts';

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/**
 * `base/api.yaml:12`: where an object that kustomize rendered is written, by the resources that the kustomization and its
 * bases name. Undefined when it is generated, or several may be meant. Prefixes and suffixes may have been added to its name.
 */
export function kustomizationSource(folder: string, object: ClusterObject): string | undefined {
  const places = resourceFiles(folder, new Set()).flatMap((file) => placesIn(file, object));
  const exact = places.filter(({ name }) => name === object.name);
  const [only, ...others] = exact.length > 0 ? exact : places;
  return others.length === 0 ? only?.place : undefined;
}

function resourceFiles(folder: string, seen: Set<string>): readonly string[] {
  const file = kustomizationNames.map((name) => path.join(folder, name)).find((each) => existsSync(each));
  if (file === undefined || seen.has(file)) return [];
  seen.add(file);
  const fields = fieldsOf(documentsOf(file)[0]?.value);
  const entries = ['resources', 'bases', 'components'].flatMap((field) => {
    const list = fields[field];
    return Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : [];
  });
  return entries
    .map((entry) => path.join(folder, entry))
    .filter((entry) => existsSync(entry))
    .flatMap((entry) => (statSync(entry).isDirectory() ? resourceFiles(entry, seen) : [entry]));
}

function placesIn(file: string, { kind, name }: ClusterObject): readonly { place: string; name: string }[] {
  return documentsOf(file).flatMap((document) => {
    const fields = fieldsOf(document.value);
    const written = fieldsOf(fields['metadata'])['name'];
    if (fields['kind'] !== kind || typeof written !== 'string' || !name.includes(written)) return [];
    return [{ place: `${file}:${document.locate([]).line}`, name: written }];
  });
}

function documentsOf(file: string): readonly YamlDocument[] {
  const decoded = decodeText(readFileSync(file));
  return decoded === undefined ? [] : readYaml(decoded.text, file).documents;
}

function fieldsOf(value: Json | undefined): { readonly [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}

import { dump } from 'js-yaml';
import type { ExportedObject, PolicyExport } from '../../controls/index.ts';

/** The whole export as one YAML stream, in the order in which it should be applied. */
export function* exportText({ objects }: PolicyExport): Generator<string> {
  for (const [index, object] of objects.entries()) yield `${index === 0 ? '' : '---\n'}${yaml(object)}`;
}

/** One file for each control, one for the namespace of parameters, and a kustomization that names them. */
export function exportFiles({ objects }: PolicyExport): Map<string, string[]> {
  const files = new Map<string, string[]>();
  for (const object of objects) {
    const name = `${object.kind === 'Namespace' ? 'namespace' : controlOf(object)}.yaml`;
    const text = files.get(name);
    if (text === undefined) files.set(name, [yaml(object)]);
    else text.push(`---\n${yaml(object)}`);
  }
  const resources = [...files.keys()];
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
  return files.set('kustomization.yaml', [yaml(kustomization)]);
}

function controlOf({ metadata }: ExportedObject): string {
  return metadata.labels['plimsoll.dev/control'] ?? metadata.name;
}

function yaml(object: object): string {
  return dump(object, { lineWidth: 120, noRefs: true });
}

import { type FieldPath, type Fields, isFields, splitApiVersion } from '../../cluster/index.ts';
import type { FoundValue } from './found-value.ts';
import { manifestOrigin } from './origin.ts';
import type { ManifestSink } from './sink.ts';
import { UndeclaredDocuments } from './undeclared.ts';

/** Files for tools, which look like manifests but never go to an API server. */
const configurationGroups: ReadonlySet<string> = new Set([
  'apiserver.config.k8s.io',
  'apiserver.k8s.io',
  'audit.k8s.io',
  'client.authentication.k8s.io',
  'config.k8s.io',
  'credentialprovider.kubelet.k8s.io',
  'ctlptl.dev',
  'eksctl.io',
  'imagepolicy.k8s.io',
  'k3d.io',
  'kind.x-k8s.io',
  'kubeadm.k8s.io',
  'kubelet.config.k8s.io',
  'kubeproxy.config.k8s.io',
  'kubescheduler.config.k8s.io',
  'kuberc.config.k8s.io',
  'kustomize.config.k8s.io',
  'pod-security.admission.config.k8s.io',
  'skaffold',
  'testing.kyverno.io',
  'cli.kyverno.io',
]);

/** The documents of one file. Ask for `finish` when all were taken: what a document is depends on the others. */
export class ManifestDocuments {
  private readonly sink: ManifestSink;
  private readonly undeclared = new UndeclaredDocuments();
  private withObjects = 0;

  constructor(sink: ManifestSink) {
    this.sink = sink;
  }

  /** Hands every object of a document to the sink; lists are opened. @returns whether there was any */
  take(found: FoundValue): boolean {
    const fields = asFields(found.value);
    if (fields === undefined || !('apiVersion' in fields || 'kind' in fields)) {
      this.undeclared.add(found);
      return false;
    }
    if (isConfiguration(fields)) {
      const { line } = found.document.locate([]);
      this.sink.skip({ file: found.file, line, reason: 'configuration of a tool, not an object' });
      return false;
    }
    if (takeObject(fields, found, [], this.sink) === 0) return false;
    this.withObjects++;
    return true;
  }

  /** @returns how many documents held objects */
  finish(): number {
    this.undeclared.report(this.withObjects > 0, this.sink);
    return this.withObjects;
  }
}

/** Hands over one object, or the items of a list, that stands at `path` in its document. */
function takeObject(fields: Fields, found: FoundValue, path: FieldPath, sink: ManifestSink): number {
  if (isList(fields)) return takeItems(fields, found, path, sink);
  sink.admit(fields, manifestOrigin(found.file, found.document, path, found));
  return 1;
}

function takeItems(list: Fields, found: FoundValue, path: FieldPath, sink: ManifestSink): number {
  let count = 0;
  const items: readonly unknown[] = Array.isArray(list['items']) ? list['items'] : [];
  for (const [index, item] of items.entries()) {
    count += takeItem(item, list, found, [...path, 'items', index], sink);
  }
  return count;
}

/** Items of a typed list, such as a `PodList`, carry no kind of their own. */
export function takeItem(
  item: unknown,
  list: Fields,
  found: FoundValue,
  path: FieldPath,
  sink: ManifestSink,
): number {
  const fields = asFields(item);
  if (fields !== undefined) return takeObject({ ...typeOfItems(list), ...fields }, found, path, sink);
  sink.admit(item, manifestOrigin(found.file, found.document, path, found));
  return 1;
}

function typeOfItems(list: Fields): Fields {
  const { apiVersion, kind } = list;
  if (typeof kind !== 'string' || kind === 'List' || !kind.endsWith('List')) return {};
  return { apiVersion, kind: kind.slice(0, -'List'.length) };
}

function isList(fields: Fields): boolean {
  const { kind, items } = fields;
  if (kind === 'List') return true;
  return typeof kind === 'string' && kind.endsWith('List') && (Array.isArray(items) || items === null);
}

/** Whether a document is for an API server: an object or a list of some. */
export function isForServer(value: unknown): boolean {
  const fields = asFields(value);
  const { apiVersion, kind } = fields ?? {};
  return (
    fields !== undefined &&
    typeof apiVersion === 'string' &&
    typeof kind === 'string' &&
    !isConfiguration(fields)
  );
}

function isConfiguration({ apiVersion, kind }: Fields): boolean {
  if (typeof apiVersion !== 'string') return false;
  // A kubeconfig, and the transformers of kustomize: https://kubectl.docs.kubernetes.io/references/kustomize/builtins/
  if ((apiVersion === 'v1' && kind === 'Config') || apiVersion === 'builtin') return true;
  return configurationGroups.has(splitApiVersion(apiVersion).group);
}

function asFields(value: unknown): Fields | undefined {
  return isFields(value) ? value : undefined;
}

import path from 'node:path';
import {
  type Cluster,
  type ClusterObject,
  clusterObject,
  createDoor,
  isNamespacedKind,
  type KubernetesObject,
  type Problem,
  type RedactionKey,
  splitApiVersion,
} from '../../cluster/index.ts';
import type { PolicyDocument } from '../../controls/index.ts';
import { readDocuments } from './policy-folder.ts';

/** Kubernetes manifests of a folder of controls, apart from the controls. */
export interface PlainPolicies {
  readonly documents: readonly PolicyDocument[];
  readonly tests: readonly PolicyDocument[];
  readonly problems: readonly Problem[];
}

/** Sorts the YAML files of a folder: those that hold Kubernetes objects, or what is expected of them, and the others. */
export function splitPlainPolicies(
  folder: string,
  names: readonly string[],
): { readonly plain: PlainPolicies; readonly controlFiles: readonly string[] } {
  const documents: PolicyDocument[] = [];
  const tests: PolicyDocument[] = [];
  const problems: Problem[] = [];
  const controlFiles: string[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const isTest = /\.test\.ya?ml$/.test(name);
    const read = readDocuments(file);
    const isPlain =
      read.documents.length > 0 && read.documents.every(({ content }) => isKubernetesObject(content));
    if (!isTest && !isPlain) {
      controlFiles.push(name);
      continue;
    }
    (isTest ? tests : documents).push(...read.documents);
    problems.push(...read.problems);
  }
  return { plain: { documents, tests, problems }, controlFiles };
}

function isKubernetesObject(content: unknown): boolean {
  const { apiVersion, kind } = (content ?? {}) as { apiVersion?: unknown; kind?: unknown };
  return typeof apiVersion === 'string' && typeof kind === 'string';
}

/** A key for what never leaves the process: parameters are only compared with. */
const ownKey: RedactionKey = { keyId: 'policies', key: new Uint8Array(32) };

/** Objects beside policies as the model has them, and what is wrong with those that are none. */
export function givenObjects(
  others: readonly PolicyDocument[],
  cluster: Cluster,
  key: RedactionKey = ownKey,
): { readonly given: readonly ClusterObject[]; readonly problems: readonly Problem[] } {
  const door = createDoor(key);
  const given: ClusterObject[] = [];
  const problems: Problem[] = [];
  for (const { content, file, locate } of others) {
    if (isControlFile(content)) continue;
    const position = locate?.([]) ?? { file, line: 1, column: 1 };
    const origin = { ...position, locate: locate ?? (() => position) };
    const { object, problem } = door.admit(content, origin);
    if (problem !== undefined) problems.push(problem);
    if (object === undefined) continue;
    given.push(clusterObject(placed(object, cluster), splitApiVersion(object.apiVersion), origin));
  }
  return { given, problems };
}

/** As `kubectl apply` would place it. */
function placed(object: KubernetesObject, cluster: Cluster): KubernetesObject {
  const { group } = splitApiVersion(object.apiVersion);
  const { namespace } = object.metadata;
  if (namespace !== undefined || isNamespacedKind(group, object.kind, [cluster]) !== true) return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}

/** A control, or its cases, may stand beside policies; a scan judges by it. */
function isControlFile(content: unknown): boolean {
  const { id, apiVersion } = (content ?? {}) as { id?: unknown; apiVersion?: unknown };
  return Array.isArray(content) || (typeof id === 'string' && apiVersion === undefined);
}

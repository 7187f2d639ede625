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
import {
  isAdmissionPolicy,
  type PolicyDocument,
  type PolicyPreview,
  previewPolicies,
  type Requester,
  readPolicies,
} from '../../controls/index.ts';

export interface PreviewRequest {
  readonly documents: readonly PolicyDocument[];
  readonly key: RedactionKey;
  readonly requester?: Requester;
  readonly only?: (object: ClusterObject) => boolean;
}

export interface ClusterPreview extends PolicyPreview {
  /** What stands beside the policies and is no Kubernetes object. */
  readonly unreadable: readonly Problem[];
}

/**
 * Previews the policies of a folder on one cluster. Bindings of the cluster that name a policy of the folder take part,
 * and so do its policies that a binding of the folder names; what the folder has comes first.
 */
export function previewOnCluster(cluster: Cluster, request: PreviewRequest): ClusterPreview {
  const { documents, key, requester, only } = request;
  const policies = readPolicies([...documents, ...storedPartners(cluster, documents)], cluster.version.minor);
  const { given, unreadable } = givenObjects(policies.others, cluster, key);
  const preview = previewPolicies(cluster, {
    policies,
    given,
    ...(requester && { requester }),
    ...(only && { only }),
  });
  return { ...preview, unreadable };
}

/** Parameters, Namespaces and definitions of the folder, redacted as everything that is read. */
function givenObjects(others: readonly PolicyDocument[], cluster: Cluster, key: RedactionKey) {
  const door = createDoor(key);
  const given: ClusterObject[] = [];
  const unreadable: Problem[] = [];
  for (const { content, file, locate } of others) {
    if (isControlFile(content)) continue;
    const position = locate?.([]) ?? { file, line: 1, column: 1 };
    const origin = { ...position, locate: locate ?? (() => position) };
    const { object, problem } = door.admit(content, origin);
    if (problem !== undefined) unreadable.push(problem);
    if (object !== undefined)
      given.push(clusterObject(placed(object, cluster), splitApiVersion(object.apiVersion), origin));
  }
  return { given, unreadable };
}

/** As `kubectl apply` would place it. */
function placed(object: KubernetesObject, cluster: Cluster): KubernetesObject {
  const { group } = splitApiVersion(object.apiVersion);
  if (object.metadata.namespace !== undefined || isNamespacedKind(group, object.kind, [cluster]) !== true)
    return object;
  return { ...object, metadata: { ...object.metadata, namespace: 'default' } };
}

/** A control of the catalogue's form may stand beside them; it is judged by a scan. */
function isControlFile(content: unknown): boolean {
  const { id, apiVersion } = (content ?? {}) as { id?: unknown; apiVersion?: unknown };
  return Array.isArray(content) || (typeof id === 'string' && apiVersion === undefined);
}

interface Named {
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown };
  readonly spec?: { readonly policyName?: unknown };
}

function storedPartners(cluster: Cluster, documents: readonly PolicyDocument[]): PolicyDocument[] {
  const own = documents.flatMap(({ content }) => (isAdmissionPolicy(content) ? [content as Named] : []));
  const names = (kind: string) =>
    new Set(own.filter((each) => each.kind === kind).map(({ metadata }) => metadata?.name));
  const policies = names('ValidatingAdmissionPolicy');
  const bindings = names('ValidatingAdmissionPolicyBinding');
  const wanted = new Set(own.map(({ spec }) => spec?.policyName));
  const group = 'admissionregistration.k8s.io';
  const stored = [
    ...[...cluster.ofKind(group, 'ValidatingAdmissionPolicyBinding')].filter(
      ({ name, body }) => !bindings.has(name) && policies.has((body as Named).spec?.policyName),
    ),
    ...[...cluster.ofKind(group, 'ValidatingAdmissionPolicy')].filter(
      ({ name }) => !policies.has(name) && wanted.has(name),
    ),
  ];
  return stored.map(({ body, origin }) => ({
    file: origin?.file ?? `cluster ${cluster.identity.name}`,
    content: body,
    stored: true,
    ...(origin && { locate: (path) => origin.locate(path) }),
  }));
}

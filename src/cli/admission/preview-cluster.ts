import type { Cluster, ClusterObject, Problem, RedactionKey } from '../../cluster/index.ts';
import {
  expressionWarnings,
  isAdmissionPolicy,
  type PolicyDocument,
  type PolicyPreview,
  previewPolicies,
  type Requester,
  readPolicies,
} from '../../controls/index.ts';
import { answerFromRoles } from './answer-access.ts';
import { givenObjects } from './plain-policies.ts';

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
  const { given, problems: unreadable } = givenObjects(policies.others, cluster, key);
  const warnings = expressionWarnings(policies, cluster.version.minor);
  const preview = previewPolicies(cluster, {
    policies: { ...policies, problems: [...policies.problems, ...warnings] },
    given,
    answerAccess: answerFromRoles(cluster),
    ...(requester && { requester }),
    ...(only && { only }),
  });
  return { ...preview, unreadable };
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

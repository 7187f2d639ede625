import {
  type Cluster,
  type ClusterObject,
  newestKnownVersion,
  type ObjectReference,
  objectKey,
} from '../../cluster/index.ts';
import {
  type Analysis,
  type AnalysisRegistry,
  analysisOf,
  type ReadKind,
  type ResultDraft,
} from '../analysis.ts';
import type { CatalogueDocument } from '../catalogue/document.ts';
import { compileMatchResources, type ResourceMatcher } from '../judge/match-resources.ts';
import { resourceKinds } from '../judge/resource-name.ts';
import type { AdmissionProblem } from './errors.ts';
import { expressionWarnings } from './expression-warnings.ts';
import type { ValidationAction } from './policy.ts';
import { type PolicyDocument, positionOf } from './policy-document.ts';
import type { PolicyPreview, PreviewRow } from './preview.ts';
import { previewPolicies } from './preview-policies.ts';
import { type PolicySet, readPolicies } from './read-policies.ts';

/** Somebody's policies as controls of a scan. */
export interface PolicyControls {
  readonly documents: readonly CatalogueDocument[];
  /** By the name that the controls use. */
  readonly analyses: AnalysisRegistry;
  readonly problems: readonly AdmissionProblem[];
}

/**
 * Makes a control of every policy that has a binding. Its verdicts are those of the preview: an object that would be
 * denied, warned about or audited fails.
 * @param given parameters and Namespaces that stand beside the policies, for a cluster
 */
export function policyControls(
  documents: readonly PolicyDocument[],
  given: (policies: PolicySet, cluster: Cluster) => readonly ClusterObject[],
): PolicyControls {
  const newest = readPolicies(documents, newestKnownVersion.minor);
  const previewOf = rememberedPreview(documents, given);
  const analyses: Record<string, Analysis> = {};
  const controls: CatalogueDocument[] = [];
  const problems: AdmissionProblem[] = [
    ...newest.problems,
    ...expressionWarnings(newest, newestKnownVersion.minor),
  ];
  for (const { policy } of newest.policies.values()) {
    const { name, document } = policy;
    const bindings = newest.bindings.filter(({ spec }) => spec.policyName === name);
    if (bindings.length === 0) {
      const message = `policy ${name} has no binding`;
      const effect = 'The API server never asks it, and neither does a scan.';
      const where = positionOf(document, []);
      problems.push({ code: 'policy-unbound', severity: 'warning', message, effect, policy: name, ...where });
      continue;
    }
    const id = slugOf(name);
    const actions = bindings.flatMap(({ spec }) => spec.validationActions);
    controls.push(controlDocument(id, name, actions, document));
    const { covers } = compileMatchResources(policy.spec.matchConstraints ?? {});
    const reads = (cluster: Cluster) => coveredKinds(cluster, covers);
    analyses[id] = analysisOf(reads, ({ cluster }) => draftsOf(name, cluster, previewOf(cluster)));
  }
  return { documents: controls, analyses, problems };
}

/** Kinds that the policy can match. What manifests leave out of a cluster is said once for the run. */
function coveredKinds(cluster: Cluster, covers: ResourceMatcher['covers']): ReadKind[] {
  return [...resourceKinds(cluster).values()].filter(({ group, kind, resource }) => {
    const knowledge = cluster.knowledgeOf(group, kind);
    return covers(group, resource) && (knowledge.complete || knowledge.source !== 'whole-cluster');
  });
}

/** One preview answers for all policies. */
function rememberedPreview(
  documents: readonly PolicyDocument[],
  given: (policies: PolicySet, cluster: Cluster) => readonly ClusterObject[],
) {
  const previews = new WeakMap<Cluster, PolicyPreview>();
  return (cluster: Cluster): PolicyPreview => {
    const known = previews.get(cluster);
    if (known !== undefined) return known;
    const policies = readPolicies(documents, cluster.version.minor);
    const preview = previewPolicies(cluster, { policies, given: given(policies, cluster) });
    previews.set(cluster, preview);
    return preview;
  };
}

/** An id as controls have it: `deny.latest` is `deny-latest`. */
function slugOf(name: string): string {
  const slug = name.replaceAll(/[^a-z0-9]+/g, '-');
  return /^[a-z]/.test(slug) ? slug : `policy-${slug}`;
}

function controlDocument(
  id: string,
  name: string,
  actions: readonly ValidationAction[],
  document: PolicyDocument,
): CatalogueDocument {
  const denies = actions.includes('Deny');
  const severity = denies ? 'high' : actions.includes('Warn') ? 'medium' : 'low';
  const done = denies
    ? 'denies it'
    : actions.includes('Warn')
      ? 'warns about it'
      : 'notes it in the audit log';
  const content = {
    id,
    title: `Violates policy ${name}`,
    severity,
    area: 'posture',
    refs: [],
    why: `The ValidatingAdmissionPolicy ${name} of ${document.file} refuses it; an API server that has the policy and its bindings ${done}.`,
    references: ['https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/'],
    remediation: { summary: 'Change the object as the message of the policy says.' },
    analysis: id,
  };
  const position = positionOf(document, []);
  return { file: `${document.file}#/${id}`, content, locate: () => position };
}

function* draftsOf(policy: string, cluster: Cluster, preview: PolicyPreview): Iterable<ResultDraft> {
  const objected = new Set<string>();
  for (const row of preview.rows) {
    if (row.policy !== policy) continue;
    objected.add(objectKey(row.object));
    yield draftOf(row, cluster);
  }
  const summary = preview.policies.find((each) => each.policy === policy);
  for (const object of summary?.objects ?? []) {
    if (objected.has(objectKey(object))) continue;
    yield { verdict: 'pass', subject: subjectOf(object, cluster), message: `Policy ${policy} is met.` };
  }
}

function draftOf(row: PreviewRow, cluster: Cluster): ResultDraft {
  const { object, message, field = 'binding', objectPosition, unknown } = row;
  const subject = subjectOf(object, cluster);
  const evidence = {
    ...(objectKey(subject) !== objectKey(object) && { object }),
    path: 'metadata.name',
    value: JSON.stringify(object.name),
    ...(objectPosition && { position: objectPosition }),
  };
  const shared = { subject, detail: field, message, evidence: [evidence] };
  if (row.outcome === 'unknown' && unknown !== undefined) return { ...shared, verdict: 'unknown', unknown };
  if (row.outcome !== 'ignored') return { ...shared, verdict: 'fail' };
  const ignored = `${message}. The API server lets it pass (failurePolicy: Ignore).`;
  return { ...shared, verdict: 'unknown', unknown: { state: 'error', message: ignored } };
}

/** A pod is a matter of the workload that owns it. */
function subjectOf(reference: ObjectReference, cluster: Cluster): ObjectReference {
  const object = cluster.find(reference);
  const workload = object && cluster.workloadOf(object);
  return workload?.reference ?? reference;
}

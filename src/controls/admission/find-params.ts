import {
  type Cluster,
  type ClusterObject,
  compileSelector,
  isNamespacedKind,
  splitApiVersion,
} from '../../cluster/index.ts';
import { missingObject } from '../missing-object.ts';
import type { UnknownReason } from '../result.ts';
import type { ValidatingAdmissionPolicySpec } from '../validating-admission-policy.ts';
import type { ParamRef } from './policy.ts';
import { withUnreadableFields } from './unknown-value.ts';

/** The parameters that a binding gives to its policy for one request. */
export type Params =
  /** One evaluation for each; `null` is no parameters. */
  | { readonly state: 'found'; readonly params: readonly FoundParam[] }
  /** The binding cannot be asked; the failure policy decides. */
  | { readonly state: 'error'; readonly message: string; readonly missing?: string }
  | { readonly state: 'unknown'; readonly unknown: UnknownReason };

export interface FoundParam {
  /** `ConfigMap policies/limits`; absent for no parameters. */
  readonly name?: string;
  readonly value: unknown;
}

export interface ParamSources {
  readonly cluster: Cluster;
  /** Objects that stand beside the policies; they come before those of the cluster. */
  readonly given: readonly ClusterObject[];
}

const none: Params = { state: 'found', params: [{ value: null }] };

export type ParamKind = NonNullable<ValidatingAdmissionPolicySpec['paramKind']>;

/** Where objects of the kind of the parameters live. A kind that does not exist makes the policy fail for everything it matches. */
export type ParamScope = 'namespaced' | 'cluster' | 'not-served' | 'unknown';

export function paramScope({ apiVersion, kind }: ParamKind, { cluster, given }: ParamSources): ParamScope {
  const { group } = splitApiVersion(apiVersion);
  const beside = given.find((object) => object.group === group && object.kind === kind);
  const namespaced =
    isNamespacedKind(group, kind, [cluster]) ??
    definedScope(group, kind, given) ??
    (beside && beside.namespace !== '');
  if (namespaced !== undefined) return namespaced ? 'namespaced' : 'cluster';
  return cluster.knowledgeOf('apiextensions.k8s.io', 'CustomResourceDefinition').complete
    ? 'not-served'
    : 'unknown';
}

/**
 * Finds parameters as the API server does: none without a `paramKind` or without a `paramRef`; by name or selector, in
 * the namespace that the binding names, else in that of the request.
 * https://github.com/kubernetes/apiserver/blob/master/pkg/admission/plugin/policy/generic/policy_dispatcher.go
 * @param requestNamespace empty for objects of the whole cluster
 */
export function findParams(
  paramKind: ParamKind | undefined,
  paramRef: ParamRef | undefined,
  requestNamespace: string,
  sources: ParamSources,
): Params {
  if (paramKind === undefined || paramRef === undefined) return none;
  const { group } = splitApiVersion(paramKind.apiVersion);
  const scope = paramScope(paramKind, sources);
  if (scope === 'unknown' || scope === 'not-served') {
    const message = `${paramKind.kind} of ${group}, the kind of the parameters, is no kind that was read or that Kubernetes has`;
    return { state: 'unknown', unknown: { state: 'partial', message } };
  }
  const place = placeOf(scope, paramRef, requestNamespace);
  if ('state' in place) return place;
  const { namespace } = place;
  const matches = paramRef.selector === undefined ? undefined : compileSelector(paramRef.selector);
  const found = objectsOf(group, paramKind.kind, namespace, sources).filter(({ name, body }) =>
    matches === undefined ? name === paramRef.name : matches(body.metadata.labels),
  );
  const wanted = describeWanted(paramKind.kind, paramRef, namespace);
  const knowledge = sources.cluster.knowledgeOf(group, paramKind.kind, namespace || undefined);
  if (!knowledge.complete && mayBeMore(found.length, paramRef, knowledge.state)) {
    const unknown = missingObject(`${wanted} is not among what was read`, knowledge);
    return { state: 'unknown', unknown };
  }
  if (found.length === 0) {
    if (paramRef.parameterNotFoundAction !== 'Deny') return { state: 'found', params: [] };
    const message = 'no params found for policy binding with `Deny` parameterNotFoundAction';
    return { state: 'error', message, missing: wanted };
  }
  return {
    state: 'found',
    params: found.map(({ kind, namespace: own, name, body }) => ({
      name: `${kind} ${own === '' ? name : `${own}/${name}`}`,
      value: withUnreadableFields({ ...body, ...paramKind }),
    })),
  };
}

/** One that was found by name is the one. A selection may be larger, except that files beside the policies are taken as all. */
function mayBeMore(found: number, { selector }: ParamRef, state: string): boolean {
  return found === 0 || (selector !== undefined && state !== 'not-connected');
}

function placeOf(
  scope: 'namespaced' | 'cluster',
  paramRef: ParamRef,
  requestNamespace: string,
): { readonly namespace: string } | Params {
  if (scope === 'cluster') {
    if (paramRef.namespace === undefined) return { namespace: '' };
    const message = 'paramRef.namespace must not be provided for a cluster-scoped `paramKind`';
    return { state: 'error', message };
  }
  const namespace = paramRef.namespace ?? requestNamespace;
  if (namespace !== '') return { namespace };
  const message = 'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources';
  return { state: 'error', message };
}

/** What a CustomResourceDefinition beside the policies says. */
function definedScope(group: string, kind: string, given: readonly ClusterObject[]): boolean | undefined {
  for (const { kind: definition, body } of given) {
    if (definition !== 'CustomResourceDefinition') continue;
    const spec = body['spec'] as { group?: string; scope?: string; names?: { kind?: string } } | undefined;
    if (spec?.group === group && spec.names?.kind === kind) return spec.scope === 'Namespaced';
  }
  return undefined;
}

/** In the order of names; what stands beside the policies replaces what the cluster has. */
function objectsOf(group: string, kind: string, namespace: string, { cluster, given }: ParamSources) {
  const byName = new Map<string, ClusterObject>();
  for (const object of cluster.ofKind(group, kind, namespace)) {
    if (object.namespace === namespace) byName.set(object.name, object);
  }
  for (const object of given) {
    if (object.group === group && object.kind === kind && object.namespace === namespace)
      byName.set(object.name, object);
  }
  return [...byName.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}

function describeWanted(kind: string, { name, selector }: ParamRef, namespace: string): string {
  const place = namespace === '' ? '' : ` in namespace ${namespace}`;
  return name === undefined
    ? `${kind} selected by ${JSON.stringify(selector)}${place}`
    : `${kind} ${name}${place}`;
}

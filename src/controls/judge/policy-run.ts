import type { Cluster, ClusterObject } from '../../cluster/index.ts';
import type { CompiledControl, CompiledPolicy } from '../catalogue/compiled-control.ts';
import type { UnknownReason } from '../result.ts';
import { evaluatePolicy, noVariables, type PolicyOutcome } from './evaluate-policy.ts';
import type { Place } from './place.ts';
import { type ResourceKind, resourceOf } from './resource-name.ts';
import { withoutNulls } from './without-nulls.ts';

/** What a policy run needs besides its object. */
export interface RunContext {
  readonly cluster: Cluster;
  readonly resources: ReadonlyMap<string, ResourceKind>;
  /** The `params` object of each control that has parameters, by control id. */
  readonly params: ReadonlyMap<string, unknown>;
}

export type RunOutcome = PolicyOutcome | { readonly state: 'unknown'; readonly unknown: UnknownReason };

const noRequester: UnknownReason = {
  state: 'not-connected',
  message: 'The rule asks who sends the request; a scan has no request.',
};

/** Runs one policy on one object as if it were being created (or updated, where the policy matches only that). */
export function runPolicy(
  compiled: CompiledControl,
  policy: CompiledPolicy,
  place: Place,
  context: RunContext,
): RunOutcome {
  const { judged, view } = place;
  if (view?.broken !== undefined) return unknownError(view.broken);
  if (policy.readsRequester) return { state: 'unknown', unknown: noRequester };
  const namespaceObject = policy.readsNamespace ? namespaceOf(judged, context.cluster) : null;
  if (namespaceObject !== null && 'state' in namespaceObject)
    return { state: 'unknown', unknown: namespaceObject };
  const object = () => withoutNulls(judged.body);
  return evaluatePolicy(policy, {
    object,
    oldObject: policy.matcher.operation === 'UPDATE' ? object : null,
    request: () => requestFor(judged, policy, context),
    params: context.params.get(compiled.control.id) ?? null,
    namespaceObject: namespaceObject === null ? null : namespaceObject.body,
    variables: view?.variables ?? noVariables,
  });
}

/** What a run-time error means: nothing is known about the object, and the API server acts on its failure policy. */
export function unknownError(
  error: string,
  onError: 'Fail' | 'Ignore' = 'Fail',
): { state: 'unknown'; unknown: UnknownReason } {
  const action = onError === 'Fail' ? 'would refuse it' : 'would let it in';
  return {
    state: 'unknown',
    unknown: {
      state: 'error',
      message: `The rule could not be evaluated: ${error}. The API server ${action}.`,
    },
  };
}

function namespaceOf({ namespace }: ClusterObject, cluster: Cluster): ClusterObject | UnknownReason | null {
  if (namespace === '') return null;
  const found = cluster.find({ group: '', kind: 'Namespace', namespace: '', name: namespace });
  if (found !== undefined) return found;
  const message = `The rule reads Namespace ${namespace}, which is not in the model`;
  const knowledge = cluster.knowledgeOf('', 'Namespace');
  if (knowledge.complete) return { state: 'partial', message: `${message}.` };
  return {
    state: knowledge.state,
    message: `${message}: ${knowledge.reason}`,
    ...(knowledge.permission === undefined ? {} : { permission: knowledge.permission }),
  };
}

/** The parts of an AdmissionRequest that follow from the object. */
function requestFor(judged: ClusterObject, policy: CompiledPolicy, { resources }: RunContext): object {
  const { group, version, kind, namespace, name } = judged;
  const resource = { group, version, resource: resourceOf(resources, group, kind) };
  return {
    kind: { group, version, kind },
    resource,
    requestKind: { group, version, kind },
    requestResource: resource,
    subResource: '',
    requestSubResource: '',
    name,
    namespace,
    operation: policy.matcher.operation,
    dryRun: false,
  };
}

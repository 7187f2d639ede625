import type { Cluster, ClusterObject } from '../../cluster/index.ts';
import { missingObject } from '../missing-object.ts';
import type { UnknownReason } from '../result.ts';
import { evaluatePolicy, type PolicyOutcome } from './evaluate-policy.ts';
import { sentence } from './evaluation-error.ts';
import type { Operation } from './match-resources.ts';
import type { Place } from './place.ts';
import { noVariables, type PolicyInput } from './policy-activation.ts';
import type { PolicyControl } from './prepared-controls.ts';
import { type ResourceKind, resourceOf } from './resource-name.ts';
import type { TemplateView } from './template-view.ts';
import { withoutNulls } from './without-nulls.ts';

/** What a policy run needs besides its object. */
export interface RunContext {
  readonly cluster: Cluster;
  readonly resources: ReadonlyMap<string, ResourceKind>;
}

export type RunOutcome = PolicyOutcome | { readonly state: 'unknown'; readonly unknown: UnknownReason };

const noRequester: UnknownReason = {
  state: 'not-connected',
  message: 'The rule asks who sends the request; a scan has no request.',
};

/** Runs one policy on one object as if it were being created, or updated without a change. */
export function runPolicy(
  { policy, params, constants }: PolicyControl,
  place: Place,
  context: RunContext,
  operation: Operation = 'CREATE',
): RunOutcome {
  const { judged, view, input } = place;
  if (view?.broken !== undefined) return unknownError(sentence(view.broken));
  if (policy.readsRequester) return { state: 'unknown', unknown: noRequester };
  const isUpdate = operation === 'UPDATE';
  if (params === null && !isUpdate && !policy.readsNamespace) return evaluatePolicy(policy, input, constants);
  const namespaceObject = policy.readsNamespace ? namespaceOf(judged, context.cluster) : null;
  if (namespaceObject !== null && 'state' in namespaceObject)
    return { state: 'unknown', unknown: namespaceObject };
  const given = {
    ...input,
    ...(isUpdate ? { oldObject: input.object, request: requestFor(judged, 'UPDATE', context) } : {}),
    params,
    namespaceObject: namespaceObject === null ? null : namespaceObject.body,
  };
  return evaluatePolicy(policy, given, constants);
}

/** What every policy is given about an object that is being created; parts that few read are made when one does. */
export function policyInput(
  judged: ClusterObject,
  view: TemplateView | undefined,
  context: RunContext,
): PolicyInput {
  let object: unknown;
  let request: unknown;
  return {
    object: () => (object ??= view?.nullFree === true ? judged.body : withoutNulls(judged.body)),
    oldObject: null,
    request: () => (request ??= requestFor(judged, 'CREATE', context)),
    params: null,
    namespaceObject: null,
    variables: view?.variables ?? noVariables,
    ofTemplate: new Map(),
  };
}

/** A policy that was not run, or failed: nothing is known about the object. */
export function unknownError(message: string): { state: 'unknown'; unknown: UnknownReason } {
  return { state: 'unknown', unknown: { state: 'error', message } };
}

function namespaceOf({ namespace }: ClusterObject, cluster: Cluster): ClusterObject | UnknownReason | null {
  if (namespace === '') return null;
  const found = cluster.find({ group: '', kind: 'Namespace', namespace: '', name: namespace });
  if (found !== undefined) return found;
  const message = `The rule reads Namespace ${namespace}, which is not in the model`;
  return missingObject(message, cluster.knowledgeOf('', 'Namespace'));
}

/** The parts of an AdmissionRequest that follow from the object. */
function requestFor(judged: ClusterObject, operation: string, { resources }: RunContext): object {
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
    operation,
    dryRun: false,
  };
}

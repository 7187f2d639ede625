import type { ClusterObject } from '../../cluster/index.ts';
import type { CompiledPolicy } from '../catalogue/compiled-control.ts';
import { missingObject } from '../missing-object.ts';
import { outcomeRows } from './outcome-rows.ts';
import { type NamedObject, type Place, referenceTo } from './place.ts';
import { policyInput, type RunContext, runPolicy } from './policy-run.ts';
import type { PolicyControl } from './prepared-controls.ts';
import type { RecognisedWorkload } from './provider-managed.ts';
import { resourceOf } from './resource-name.ts';
import type { Tally } from './tally.ts';

/**
 * Judges one object by the policies whose rules cover its kind.
 * @param subject whom the verdicts are about: the owner workload of an object that has one
 */
export function judgeObject(
  judged: ClusterObject,
  subject: NamedObject,
  controls: readonly PolicyControl[],
  context: RunContext,
  tally: Tally,
  recognise?: () => RecognisedWorkload | undefined,
): void {
  const place: Place = { judged, subject, input: policyInput(judged, undefined, context) };
  const reference = referenceTo(subject);
  for (const policyControl of controls) {
    const { compiled, policy } = policyControl;
    const { control } = compiled;
    const matched = operationOn(judged, policy, context);
    if (matched === undefined) continue;
    if (judged.origin?.namespaceAssumed === true && control.evidence?.field === 'metadata.namespace') {
      tally.quiet('not-applicable', [control], [reference]);
      continue;
    }
    const outcome = typeof matched === 'string' ? runPolicy(policyControl, place, context, matched) : matched;
    if (outcome.state === 'pass' || outcome.state === 'not-applicable') {
      tally.quiet(outcome.state, [control], [reference]);
      continue;
    }
    for (const row of outcomeRows(policyControl, place, outcome)) {
      tally.add(control, { ...row, subject: reference }, recognise);
    }
  }
}

/** https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#match-resources */
function operationOn(judged: ClusterObject, policy: CompiledPolicy, context: RunContext) {
  const { group, version, kind, namespace, name, body } = judged;
  const { matcher } = policy;
  const resource = resourceOf(context.resources, group, kind);
  const operation = matcher.operationOn({ group, version, resource, namespace, name });
  if (operation === undefined || matcher.objectSelector?.(body.metadata.labels) === false) return undefined;
  if (matcher.namespaceSelector === undefined) return operation;
  const isNamespace = group === '' && kind === 'Namespace';
  if (namespace === '' && !isNamespace) return operation;
  const labels = context.cluster.namespaceLabels(isNamespace ? name : namespace);
  if (labels !== undefined) return matcher.namespaceSelector(labels) ? operation : undefined;
  const message = `The rule selects namespaces by label, and Namespace ${namespace} is not in the model`;
  const unknown = missingObject(message, context.cluster.knowledgeOf('', 'Namespace'));
  return { state: 'unknown' as const, unknown };
}

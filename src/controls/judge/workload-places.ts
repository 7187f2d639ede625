import { hash } from 'node:crypto';
import {
  type ClusterObject,
  isInactiveReplicaSet,
  type PodTemplate,
  podTemplatesOf,
  type Workload,
} from '../../cluster/index.ts';
import { type NamedObject, type Place, workloadSubject } from './place.ts';
import { policyInput, type RunContext } from './policy-run.ts';
import { templateView } from './template-view.ts';

/** A pod template of a workload or of one of its members. */
export interface WorkloadPlace extends Place {
  readonly view: NonNullable<Place['view']>;
  /** Another place has the same template: only rules that read more than the template need to look again. */
  readonly duplicate: boolean;
}

/**
 * Everything that is judged for one workload: its own templates first, then those of the ReplicaSets, Jobs and Pods below
 * it, so that what a webhook injected or an ephemeral container added is seen. ReplicaSets kept for rollback and Pods that
 * have ended run nothing and are left out.
 */
export function workloadPlaces(workload: Workload, context: RunContext): WorkloadPlace[] {
  const subject = workloadSubject(workload);
  const places = workload.templates.map((template) => placeOf(subject, template, false, context));
  let seen: Set<string> | undefined;
  for (const member of workload.members()) {
    if (isInactiveReplicaSet(member) || hasEnded(member)) continue;
    seen ??= new Set(workload.templates.map(templateContent));
    for (const template of podTemplatesOf(member)) {
      const content = templateContent(template);
      places.push(placeOf(subject, template, seen.has(content), context));
      seen.add(content);
    }
  }
  return places;
}

function placeOf(
  subject: NamedObject,
  template: PodTemplate,
  duplicate: boolean,
  context: RunContext,
): WorkloadPlace {
  const judged = template.object;
  const view = templateView(template);
  return { judged, subject, view, duplicate, input: policyInput(judged, view, context) };
}

function hasEnded({ kind, body }: ClusterObject): boolean {
  const status = body['status'] as { readonly phase?: unknown } | null | undefined;
  return kind === 'Pod' && (status?.phase === 'Succeeded' || status?.phase === 'Failed');
}

const contents = new WeakMap<PodTemplate, string>();

/** Labels that controllers add to tell their own objects apart: https://kubernetes.io/docs/reference/labels-annotations-taints/ */
const controllerLabels = new Set([
  'pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'controller-uid',
  'job-name',
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
]);

/** Equal for templates that no rule over templates can tell apart: what the scheduler and admission write at random is left out. */
function templateContent(template: PodTemplate): string {
  let content = contents.get(template);
  if (content === undefined) {
    const labels = Object.entries(template.labels).filter(([name]) => !controllerLabels.has(name));
    const spec = { ...template.spec, nodeName: undefined };
    const text = JSON.stringify([labels, template.annotations, spec]);
    content = hash('sha256', text.replaceAll(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access'), 'base64');
    contents.set(template, content);
  }
  return content;
}

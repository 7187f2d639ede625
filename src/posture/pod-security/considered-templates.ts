import {
  type ClusterObject,
  isInactiveReplicaSet,
  type PodTemplate,
  podTemplatesOf,
  type Workload,
} from '../../cluster/index.ts';

/**
 * Templates of a workload that a pod runs from, or may be made from again: its own, those below it, and running Pods with
 * what webhooks injected. ReplicaSets that are kept for rollback, finished Jobs and Pods that have ended make none.
 */
export function consideredTemplates(workload: Workload): PodTemplate[] {
  return [workload.object, ...workload.members()]
    .filter((object) => !isInactiveReplicaSet(object) && !hasEnded(object))
    .flatMap(podTemplatesOf);
}

interface Status {
  readonly phase?: unknown;
  readonly conditions?: unknown;
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/#terminal-job-conditions */
function hasEnded({ group, kind, body }: ClusterObject): boolean {
  const { phase, conditions } = (body['status'] ?? {}) as Status;
  if (group === '' && kind === 'Pod') return phase === 'Succeeded' || phase === 'Failed';
  if (group !== 'batch' || kind !== 'Job' || !Array.isArray(conditions)) return false;
  return conditions.some(
    (condition: { type?: unknown; status?: unknown } | null) =>
      (condition?.type === 'Complete' || condition?.type === 'Failed') && condition.status === 'True',
  );
}

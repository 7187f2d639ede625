/** Kinds of the API groups whose kinds run pods or stand beside them. https://kubernetes.io/docs/reference/kubernetes-api/ */
const served: Readonly<Record<string, readonly string[]>> = {
  v1: [
    'Binding',
    'ComponentStatus',
    'ConfigMap',
    'Endpoints',
    'Event',
    'LimitRange',
    'Namespace',
    'Node',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'Pod',
    'PodTemplate',
    'ReplicationController',
    'ResourceQuota',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  'apps/v1': ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'],
  'batch/v1': ['CronJob', 'Job'],
};

/** Versions that no supported server has. https://kubernetes.io/docs/reference/using-api/deprecation-guide/ */
const removed: ReadonlySet<string> = new Set([
  'apps/v1beta1',
  'apps/v1beta2',
  'batch/v1beta1',
  'batch/v2alpha1',
  'extensions/v1beta1',
]);

/**
 * Why no API server takes an object of this version and kind, with what was meant where that can be told; undefined where
 * it is taken, or nobody here can know.
 */
export function whyNotServed(apiVersion: string, kind: string): string | undefined {
  if (removed.has(apiVersion)) {
    return `Kubernetes serves no ${apiVersion} any more${meant(kind)}`;
  }
  const kinds = served[apiVersion];
  if (kinds === undefined || kinds.includes(kind)) return undefined;
  return `there is no kind ${kind} in ${apiVersion}${meant(kind)}`;
}

function meant(kind: string): string {
  for (const [apiVersion, kinds] of Object.entries(served)) {
    const found = kinds.find((each) => each.toLowerCase() === kind.toLowerCase());
    if (found !== undefined) return `; write apiVersion: ${apiVersion}, kind: ${found}`;
  }
  return '';
}

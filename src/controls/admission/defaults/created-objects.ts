import { decidedByServer } from '../unknown-value.ts';
import type { Completion } from './computed-defaults.ts';
import { createdPod } from './created-pod.ts';
import { createdService } from './created-service.ts';
import { type JsonObject, objectIn } from './json-object.ts';

/**
 * What a new object gets as a whole: from defaults of its kind, from what the server prepares before it asks policies, and
 * from the admission plug-ins that are on by default. By group, version and kind; kinds with nothing of their own have an
 * empty completion.
 * https://github.com/kubernetes/kubernetes/tree/master/pkg/registry (PrepareForCreate)
 */
export const createdObjects: Readonly<Record<string, Completion>> = {
  '/v1/ConfigMap': nothing,
  '/v1/Namespace': (object) => addFinalizer(object, 'spec', 'kubernetes'),
  // https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection
  '/v1/PersistentVolume': (volume) => addFinalizer(volume, 'metadata', 'kubernetes.io/pv-protection'),
  '/v1/PersistentVolumeClaim': claim,
  '/v1/Pod': createdPod,
  '/v1/PodTemplate': nothing,
  '/v1/ReplicationController': replicationController,
  '/v1/Secret': secret,
  '/v1/Service': createdService,
  '/v1/ServiceAccount': nothing,
  'apps/v1/DaemonSet': daemonSet,
  'apps/v1/Deployment': nothing,
  'apps/v1/ReplicaSet': nothing,
  'apps/v1/StatefulSet': nothing,
  'autoscaling/v1/HorizontalPodAutoscaler': nothing,
  'autoscaling/v2/HorizontalPodAutoscaler': nothing,
  'batch/v1/CronJob': nothing,
  'batch/v1/Job': job,
  'networking.k8s.io/v1/Ingress': ingress,
  'networking.k8s.io/v1/NetworkPolicy': nothing,
  'policy/v1/PodDisruptionBudget': nothing,
  'rbac.authorization.k8s.io/v1/ClusterRole': nothing,
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': nothing,
  'rbac.authorization.k8s.io/v1/Role': nothing,
  'rbac.authorization.k8s.io/v1/RoleBinding': nothing,
};

function nothing(): void {}

function addFinalizer(object: JsonObject, field: 'metadata' | 'spec', finalizer: string): void {
  const holder = objectIn(object[field]);
  const finalizers = Array.isArray(holder['finalizers']) ? holder['finalizers'] : [];
  if (!finalizers.includes(finalizer)) object[field] = { ...holder, finalizers: [...finalizers, finalizer] };
}

/** A claim without a class gets the default one, if the cluster has one. */
function claim(object: JsonObject): void {
  addFinalizer(object, 'metadata', 'kubernetes.io/pvc-protection');
  const spec = objectIn(object['spec']);
  spec['storageClassName'] ??= decidedByServer('the default StorageClass of the cluster, if it has one');
  const { dataSource, dataSourceRef } = spec;
  if (dataSourceRef === undefined && dataSource !== undefined) spec['dataSourceRef'] = dataSource;
  if (
    dataSource === undefined &&
    dataSourceRef !== undefined &&
    objectIn(dataSourceRef)['namespace'] === undefined
  )
    spec['dataSource'] = dataSourceRef;
}

function replicationController(object: JsonObject): void {
  const spec = objectIn(object['spec']);
  const labels = objectIn(objectIn(spec['template'])['metadata'])['labels'];
  if (labels === undefined) return;
  spec['selector'] ??= labels;
  object['metadata'] = { labels, ...objectIn(object['metadata']) };
}

/** What is written as text is stored beside what is written encoded. */
function secret(object: JsonObject): void {
  const { stringData } = object;
  if (stringData === undefined) return;
  delete object['stringData'];
  const encoded = Object.keys(objectIn(stringData)).map((key) => [
    key,
    decidedByServer('the encoded form of stringData'),
  ]);
  object['data'] = { ...objectIn(object['data']), ...Object.fromEntries(encoded) };
}

/** Of the time when templates had numbers; the server still writes it. */
function daemonSet(object: JsonObject): void {
  const metadata = objectIn(object['metadata']);
  const annotations = {
    'deprecated.daemonset.template.generation': '1',
    ...objectIn(metadata['annotations']),
  };
  object['metadata'] = { ...metadata, annotations };
}

function ingress(object: JsonObject): void {
  const annotations = objectIn(objectIn(object['metadata'])['annotations']);
  if (annotations['kubernetes.io/ingress.class'] !== undefined) return;
  objectIn(object['spec'])['ingressClassName'] ??= decidedByServer(
    'the default IngressClass of the cluster, if it has one',
  );
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/ */
function job(object: JsonObject, minor: number): void {
  const spec = objectIn(object['spec']);
  if (spec['parallelism'] === undefined) spec['completions'] ??= 1;
  spec['parallelism'] ??= 1;
  spec['backoffLimit'] ??= spec['backoffLimitPerIndex'] === undefined ? 6 : 2 ** 31 - 1;
  spec['completionMode'] ??= 'NonIndexed';
  spec['suspend'] ??= false;
  if (minor >= explicitJobsSince) {
    spec['podReplacementPolicy'] ??=
      spec['podFailurePolicy'] === undefined ? 'TerminatingOrFailed' : 'Failed';
    spec['manualSelector'] ??= false;
  }
  if (spec['manualSelector'] === true) {
    addLabels(object, {});
    return;
  }
  const uid = decidedByServer('the uid of the object');
  const name = objectIn(object['metadata'])['name'] ?? decidedByServer('the name that the server makes');
  addLabels(object, {
    'job-name': name,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'batch.kubernetes.io/controller-uid': uid,
  });
  const selector = objectIn(spec['selector']);
  const matchLabels = { 'batch.kubernetes.io/controller-uid': uid, ...objectIn(selector['matchLabels']) };
  spec['selector'] = { ...selector, matchLabels };
}

/** A job without labels shares those of its template, what is added included. */
function addLabels(object: JsonObject, added: JsonObject): void {
  const template = objectIn(objectIn(object['spec'])['template']);
  const metadata = objectIn(template['metadata']);
  const written = metadata['labels'];
  const labels = { ...added, ...objectIn(written) };
  if (Object.keys(labels).length > 0) template['metadata'] = { ...metadata, labels };
  if (written !== undefined) object['metadata'] = { labels, ...objectIn(object['metadata']) };
}

/** https://github.com/kubernetes/enhancements/tree/master/keps/sig-apps/3939-allow-replacement-when-fully-terminated, on by default. */
const explicitJobsSince = 29;

import { decidedByServer } from '../unknown-value.ts';
import { isJsonObject, type JsonObject, objectIn, objectsIn } from './json-object.ts';

/**
 * What only a pod gets that is created itself, not a template: defaults that would show how a template is used, and the
 * admission plug-ins ServiceAccount, Priority, DefaultTolerationSeconds and RuntimeClass.
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/defaults.go (SetDefaults_Pod)
 */
export function createdPod(object: JsonObject): void {
  const spec = objectIn(object['spec']);
  spec['enableServiceLinks'] ??= true;
  for (const container of containersOf(spec)) {
    requestLimits(container);
    if (spec['hostNetwork'] === true) hostPorts(container);
  }
  podResources(spec);
  appArmor(object, spec);
  if (objectIn(objectIn(object['metadata'])['annotations'])[mirror] === undefined) serviceAccount(spec);
  priority(spec);
  tolerations(spec);
  runtimeClass(spec);
}

const mirror = 'kubernetes.io/config.mirror';

function containersOf(spec: JsonObject): JsonObject[] {
  return [...objectsIn(spec['containers']), ...objectsIn(spec['initContainers'])];
}

function requestLimits(container: JsonObject): void {
  const resources = objectIn(container['resources']);
  if (isJsonObject(resources['limits']))
    resources['requests'] = { ...resources['limits'], ...objectIn(resources['requests']) };
}

/** On the network of its node a container gets the ports that it names. */
function hostPorts(container: JsonObject): void {
  for (const port of objectsIn(container['ports'])) port['hostPort'] ??= port['containerPort'];
}

/** Sums over containers are not made here. */
function podResources(spec: JsonObject): void {
  const { resources } = spec;
  if (!isJsonObject(resources) || Object.keys(resources).length === 0) return;
  const summed = decidedByServer('sums over the containers of the pod');
  spec['resources'] = { ...resources, limits: summed, requests: summed };
}

/** Annotations become fields: https://kubernetes.io/docs/tutorials/security/apparmor/#securing-a-pod */
function appArmor(object: JsonObject, spec: JsonObject): void {
  const annotations = Object.keys(objectIn(objectIn(object['metadata'])['annotations']));
  for (const container of containersOf(spec)) {
    if (!annotations.includes(`container.apparmor.security.beta.kubernetes.io/${container['name']}`))
      continue;
    const own = objectIn(container['securityContext']);
    if (own['appArmorProfile'] === undefined)
      container['securityContext'] = {
        ...own,
        appArmorProfile: decidedByServer('the AppArmor annotation as a field'),
      };
  }
}

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * A ServiceAccount is taken to mount its token, as it does unless it says otherwise.
 * https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-admission-controller
 */
function serviceAccount(spec: JsonObject): void {
  const name = spec['serviceAccountName'] ?? 'default';
  Object.assign(spec, { serviceAccountName: name, serviceAccount: name });
  spec['imagePullSecrets'] ??= decidedByServer('the imagePullSecrets of its ServiceAccount');
  if (spec['automountServiceAccountToken'] !== false) mountToken(spec);
}

function mountToken(spec: JsonObject): void {
  const volumes = objectsIn(spec['volumes']);
  const own = volumes.find(({ name }) => String(name).startsWith('kube-api-access-'));
  const name = own?.['name'] ?? decidedByServer('the name that the server makes');
  let isMounted = false;
  for (const container of containersOf(spec)) {
    const mounts = objectsIn(container['volumeMounts']);
    if (mounts.some(({ mountPath }) => mountPath === tokenPath)) continue;
    isMounted = true;
    container['volumeMounts'] = [...mounts, { name, readOnly: true, mountPath: tokenPath }];
  }
  if (isMounted && own === undefined) spec['volumes'] = [...volumes, { name, projected: token }];
}

/** https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken */
const token = {
  defaultMode: 0o644,
  sources: [
    { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: {
        items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
      },
    },
  ],
};

const priorities: ReadonlyMap<unknown, number> = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);

/** https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass */
function priority(spec: JsonObject): void {
  const known = priorities.get(spec['priorityClassName']);
  const decided = decidedByServer('the PriorityClass of the pod, or the default one of the cluster');
  spec['priorityClassName'] ??= decided;
  spec['priority'] = known ?? decided;
  spec['preemptionPolicy'] = known === undefined ? decided : 'PreemptLowerPriority';
}

/** https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaulttolerationseconds */
function tolerations(spec: JsonObject): void {
  const own = objectsIn(spec['tolerations']);
  const added = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter(
    (taint) =>
      !own.some(
        ({ key, effect }) =>
          (key === undefined || key === taint) && (effect === undefined || effect === 'NoExecute'),
      ),
  );
  if (added.length === 0) return;
  const defaults = added.map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: 300,
  }));
  spec['tolerations'] = [...own, ...defaults];
}

/** https://kubernetes.io/docs/concepts/containers/runtime-class/ */
function runtimeClass(spec: JsonObject): void {
  if (spec['runtimeClassName'] === undefined) return;
  const decided = decidedByServer('the RuntimeClass of the pod');
  Object.assign(spec, { overhead: decided, nodeSelector: decided, tolerations: decided });
}

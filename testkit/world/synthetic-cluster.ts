import {
  type Cluster,
  type ClusterDescription,
  type ClusterStore,
  createClusterStore,
  type KubernetesObject,
  newestKnownVersion,
  type Origin,
} from '../../src/cluster/index.ts';

/** A cluster of mixed objects: of ten, four Deployments of 8 kB, two Pods of one ReplicaSet, and four without a template. */
export function syntheticCluster(size: number): Cluster {
  return clusterOf(Array.from({ length: size }, (_, index) => objectAt(index)));
}

/** These objects, as a whole cluster unless `description` says otherwise. */
export function clusterOf(
  objects: readonly KubernetesObject[],
  description: Partial<ClusterDescription> = {},
  origin?: Origin,
): Cluster {
  return clusterStoreOf(objects, description, origin).snapshot();
}

/** The store of such a cluster, for who changes objects in it. */
export function clusterStoreOf(
  objects: readonly KubernetesObject[],
  description: Partial<ClusterDescription> = {},
  origin?: Origin,
): ClusterStore {
  const store = createClusterStore();
  store.describe({
    identity: { id: 'bench', name: 'bench' },
    version: newestKnownVersion,
    provenance: { source: 'manifests', startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:00Z' },
    coverage: { resources: [], notConnected: [] },
    ...description,
  });
  for (const object of objects) store.apply(object, origin);
  return store;
}

/** A Deployment of about 8 kB: three containers and an init container with a dozen variables each; some are weak. */
export function syntheticDeployment(name: string, namespace: string, seed: number): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, uid: `uid-${name}`, labels: { app: name } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: podSpec(seed) },
    },
  };
}

function objectAt(index: number): KubernetesObject {
  const namespace = `team-${index % 40}`;
  const name = `app-${Math.floor(index / 10)}`;
  switch (index % 10) {
    case 0:
    case 1:
    case 2:
    case 3:
      return syntheticDeployment(`${name}-${index % 10}`, namespace, index);
    case 4:
      return replicaSet(name, namespace, index);
    case 5:
    case 6:
      return pod(name, `team-${(index - (index % 10) + 4) % 40}`, index);
    case 7:
      return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace },
        spec: { selector: { app: name } },
      };
    case 8:
      return role(name, namespace);
    default:
      return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { mode: 'fast' } };
  }
}

function replicaSet(name: string, namespace: string, seed: number): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: `${name}-rs`, namespace, uid: `rs-${name}` },
    spec: { replicas: 2, template: { metadata: { labels: { app: name } }, spec: podSpec(seed) } },
  };
}

function pod(name: string, namespace: string, index: number): KubernetesObject {
  const owner = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: `${name}-rs`,
    uid: `rs-${name}`,
    controller: true,
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `${name}-rs-${index}`, namespace, labels: { app: name }, ownerReferences: [owner] },
    spec: { ...podSpec(index - (index % 10) + 4), nodeName: `node-${index % 7}` },
  };
}

function role(name: string, namespace: string): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: { name, namespace },
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }],
  };
}

function podSpec(seed: number): Record<string, unknown> {
  return {
    initContainers: [container('init', seed)],
    containers: [container('app', seed), container('proxy', seed + 1), container('metrics', seed + 2)],
    volumes: [
      { name: 'tmp', emptyDir: {} },
      ...(seed % 9 === 0 ? [{ name: 'log', hostPath: { path: '/var/log' } }] : []),
    ],
    serviceAccountName: 'app',
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  };
}

const digest = `@sha256:${'0123456789abcdef'.repeat(4)}`;

function container(name: string, seed: number): Record<string, unknown> {
  const env = Array.from({ length: 12 }, (_, index) => ({
    name: `SETTING_${index}_OF_${name.toUpperCase()}`,
    value: `a value that is about as long as real ones are, number ${index + seed}`,
  }));
  return {
    name,
    image: `registry.example.com/shop/${name}:1.${seed % 20}.0${seed % 4 === 0 ? '' : digest}`,
    env,
    resources: { limits: { cpu: '500m', memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      ...(seed % 17 === 0 ? { privileged: true, allowPrivilegeEscalation: true } : {}),
    },
    ports: [{ name: 'http', containerPort: 8080 }],
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  };
}

import fc from 'fast-check';
import type { KubernetesObject } from '../../../cluster/index.ts';

type Json = Record<string, unknown>;

const one = (...values: readonly unknown[]) => fc.constantFrom(...values);
const sometimes = (value: fc.Arbitrary<unknown>) => fc.option(value, { freq: 2, nil: undefined });

/** Fields that may be absent, null, empty or set, as people write them. */
const record = (fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Json> =>
  fc
    .record(Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, sometimes(value)])))
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)));

const httpGet = record({ path: one('', '/live'), scheme: one('HTTP', 'HTTPS') }).map((get) => ({
  port: 8080,
  ...get,
}));
const handler = fc.oneof(
  httpGet.map((get) => ({ httpGet: get })),
  fc.constant({ tcpSocket: { port: 'http' } }),
  fc.constant({ grpc: { port: 9090 } }),
  fc.constant({ exec: { command: ['true'] } }),
);
const probe = fc
  .tuple(
    handler,
    record({ initialDelaySeconds: one(0, 5), periodSeconds: one(0, 30), failureThreshold: one(1, 0) }),
  )
  .map(([action, rest]) => ({ ...action, ...rest }));

const quantities = record({ cpu: one('100m', '1000m', 1, 0.5), memory: one('128Mi', '1Gi') });
const container = record({
  image: one(
    'nginx',
    'nginx:latest',
    'nginx:1.29',
    'registry.example:5000/a/b',
    `a@sha256:${'0'.repeat(64)}`,
  ),
  imagePullPolicy: one('Never', 'Always'),
  command: one([], ['sh']),
  env: one(
    [],
    [{ name: 'A', value: '' }],
    [{ name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
    [{ name: 'C', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } }],
  ),
  envFrom: one([{ configMapRef: { name: 'x' }, prefix: '' }]),
  ports: one(
    [],
    [{ containerPort: 8080, name: 'http' }],
    [{ containerPort: 53, protocol: 'UDP', hostPort: 53 }],
  ),
  resources: fc.oneof(fc.constant(null), record({ limits: quantities })),
  securityContext: one(
    null,
    {},
    { privileged: false, runAsUser: 0, capabilities: { drop: ['ALL'], add: [] } },
  ),
  stdin: one(true, false),
  tty: one(false),
  livenessProbe: probe,
  readinessProbe: probe,
  lifecycle: httpGet.map((get) => ({ preStop: { httpGet: get } })),
  volumeMounts: one([{ name: 'v', mountPath: '/data', readOnly: false }]),
});

const volumeSource = fc.oneof(
  one(
    {},
    { emptyDir: {} },
    { emptyDir: { medium: '', sizeLimit: '1Gi' } },
    { hostPath: { path: '/var' } },
    { configMap: { name: 'c', items: [] } },
    { secret: { secretName: 's', optional: false } },
    { nfs: { server: 'n', path: '/', readOnly: false } },
    { iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:storage', lun: 0 } },
    { rbd: { monitors: ['10.0.0.1:6789'], image: 'i' } },
    { azureDisk: { diskName: 'd', diskURI: 'https://a.blob.core.windows.net/b/c.vhd' } },
    { downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } },
    { csi: { driver: 'd.example', readOnly: false } },
    { persistentVolumeClaim: { claimName: 'p', readOnly: false } },
    { image: { reference: 'nginx' } },
    { image: { reference: 'nginx:1.29', pullPolicy: 'Never' } },
    {
      projected: {
        sources: [
          { serviceAccountToken: { path: 't' } },
          { configMap: { name: 'c' } },
          { downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'metadata.name' } }] } },
        ],
      },
    },
    {
      ephemeral: {
        volumeClaimTemplate: {
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      },
    },
  ),
);

const term = {
  labelSelector: { matchLabels: { a: 'b' }, matchExpressions: [] },
  topologyKey: 'kubernetes.io/hostname',
};
const podSpec = fc
  .tuple(
    container,
    fc.option(container, { nil: undefined }),
    volumeSource as fc.Arbitrary<Json>,
    record({
      hostNetwork: one(true, false),
      hostPID: one(true, false),
      serviceAccountName: one('', 'default'),
      automountServiceAccountToken: one(true, false),
      securityContext: one(null, {}, { runAsNonRoot: false, supplementalGroups: [], fsGroup: 0 }),
      nodeSelector: one({}, { a: '' }),
      tolerations: one(
        [],
        [{ operator: 'Exists' }],
        [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' }],
        [{ key: 'a', value: '', effect: 'NoSchedule' }],
      ),
      terminationGracePeriodSeconds: one(0, 60),
      schedulerName: one('', 'mine'),
      enableServiceLinks: one(false),
      affinity: one(
        {
          podAntiAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
          },
        },
        { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [] } },
      ),
      topologySpreadConstraints: one([
        { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' },
      ]),
      hostAliases: one([{ ip: '10.0.0.1', hostnames: ['a'] }]),
      dnsConfig: one({ options: [{ name: 'ndots', value: '2' }], searches: [] }),
      imagePullSecrets: one([{ name: 'pull' }], []),
      priorityClassName: one('', 'system-node-critical'),
    }),
  )
  .map(([main, init, volume, rest]) => ({
    containers: [{ name: 'app', image: 'a', ...main }],
    ...(init !== undefined && { initContainers: [{ name: 'init', image: 'b', ...init }] }),
    volumes: [{ name: 'v', ...volume }],
    ...rest,
  }));

const labels = { app: 'x' };
const template = (fixed: Json = {}) =>
  podSpec.map((spec) => ({ metadata: { labels, annotations: {} }, spec: { ...spec, ...fixed } }));

function object(apiVersion: string, kind: string, body: fc.Arbitrary<Json>): fc.Arbitrary<KubernetesObject> {
  const metadata = one(
    { name: 'x' },
    { name: 'x', labels: {}, annotations: {} },
    { name: 'x', labels: { a: '' } },
  );
  return fc
    .tuple(metadata, body)
    .map(([meta, rest]) => ({ apiVersion, kind, metadata: meta, ...rest }) as unknown as KubernetesObject);
}

const withSpec = (apiVersion: string, kind: string, spec: fc.Arbitrary<Json>) =>
  object(
    apiVersion,
    kind,
    spec.map((value) => ({ spec: value })),
  );

const workload = (
  apiVersion: string,
  kind: string,
  fixed: Json,
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
) =>
  withSpec(
    apiVersion,
    kind,
    fc.tuple(template(), record(fields)).map(([pods, rest]) => ({ ...fixed, template: pods, ...rest })),
  );
const selector = { matchLabels: labels };
const rolling = (...updates: readonly unknown[]) =>
  one({}, { type: '' }, { type: 'RollingUpdate' }, { type: 'OnDelete' }, ...updates);

const job = fc
  .tuple(
    fc.oneof(template({ restartPolicy: 'Never' }), template({ restartPolicy: 'OnFailure' })),
    record({ parallelism: one(0, 2), completions: one(3), suspend: one(true, false), backoffLimit: one(0) }),
  )
  .map(([pods, rest]) => ({ template: pods, ...rest }));

const service = record({
  type: one('', 'ClusterIP', 'NodePort', 'LoadBalancer'),
  ports: one(
    [{ port: 80 }],
    [{ port: 80, targetPort: 'http', name: '' }],
    [{ port: 443, targetPort: 0, protocol: 'UDP' }],
  ),
  selector: one({ a: 'b' }, {}),
  sessionAffinity: one('ClientIP', 'None', ''),
  externalIPs: one(['203.0.113.1'], []),
  publishNotReadyAddresses: one(false, true),
}).map((spec) => ({ ports: [{ port: 80 }], ...spec }));

const metric = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } },
};
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' };
const peer = { podSelector: {}, namespaceSelector: { matchLabels: {} } };
const claim = record({
  volumeMode: one('Block'),
  storageClassName: one('', 'fast'),
  dataSource: one({ kind: 'PersistentVolumeClaim', name: 'other' }),
}).map((spec) => ({ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec }));
const subjects = one(
  [],
  [
    { kind: 'User', name: 'a' },
    { kind: 'Group', name: 'b', apiGroup: '' },
  ],
  [{ kind: 'ServiceAccount', name: 'c', namespace: 'default' }],
);
const rbac = 'rbac.authorization.k8s.io/v1';

/** Manifests of the kinds that are completed, valid for the API server. */
export const manifests: fc.Arbitrary<KubernetesObject> = fc.oneof(
  withSpec('v1', 'Pod', podSpec),
  object(
    'v1',
    'PodTemplate',
    template().map((pods) => ({ template: pods })),
  ),
  workload(
    'apps/v1',
    'Deployment',
    { selector },
    {
      replicas: one(0, 2),
      paused: one(false, true),
      minReadySeconds: one(0),
      strategy: one(null, {}, { type: 'Recreate' }, { rollingUpdate: { maxSurge: 1 } }),
    },
  ),
  workload(
    'apps/v1',
    'StatefulSet',
    { selector, serviceName: 'x' },
    {
      updateStrategy: rolling({ type: 'RollingUpdate', rollingUpdate: {} }),
      persistentVolumeClaimRetentionPolicy: one({ whenScaled: 'Delete' }),
      volumeClaimTemplates: claim.map((spec) => [{ metadata: { name: 'v' }, spec }]),
    },
  ),
  workload(
    'apps/v1',
    'DaemonSet',
    { selector },
    { updateStrategy: rolling({ rollingUpdate: { maxUnavailable: 2 } }) },
  ),
  workload('apps/v1', 'ReplicaSet', { selector }, { replicas: one(0) }),
  workload('v1', 'ReplicationController', {}, { replicas: one(0), selector: one(labels, {}) }),
  withSpec('batch/v1', 'Job', job),
  withSpec(
    'batch/v1',
    'CronJob',
    fc
      .tuple(job, record({ suspend: one(true), concurrencyPolicy: one('', 'Forbid') }))
      .map(([spec, rest]) => ({
        schedule: '0 * * * *',
        jobTemplate: { spec },
        ...rest,
      })),
  ),
  withSpec('v1', 'Service', service),
  withSpec('v1', 'Service', one({ type: 'ExternalName', externalName: 'a.example' }) as fc.Arbitrary<Json>),
  withSpec(
    'v1',
    'Service',
    one({ clusterIP: 'None', ports: [] }, { clusterIP: 'None', selector: { a: 'b' } }) as fc.Arbitrary<Json>,
  ),
  withSpec(
    'networking.k8s.io/v1',
    'Ingress',
    record({
      ingressClassName: one('nginx'),
      tls: one([], [{ hosts: ['a.example'], secretName: '' }]),
    }).map((spec) => ({ defaultBackend: { service: { name: 'x', port: { number: 80 } } }, ...spec })),
  ),
  withSpec(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    record({
      podSelector: one({}, { matchLabels: {} }),
      policyTypes: one([], ['Egress']),
      ingress: one([], [{}], [{ from: [peer], ports: [{ port: 80 }] }]),
      egress: one([], [{ to: [], ports: [{ protocol: 'UDP', port: 53 }] }]),
    }).map((spec) => ({ podSelector: {}, ...spec })),
  ),
  withSpec('v1', 'PersistentVolumeClaim', claim),
  withSpec(
    'v1',
    'PersistentVolume',
    record({
      persistentVolumeReclaimPolicy: one('Delete'),
      storageClassName: one('', 'fast'),
      mountOptions: one([]),
    }).map((spec) => ({
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: '/data' },
      ...spec,
    })),
  ),
  object('v1', 'ConfigMap', record({ data: one({}, { a: '' }), immutable: one(false, true) })),
  object(
    'v1',
    'Secret',
    record({ data: one({}, { a: 'YQ==' }), stringData: one({ b: 'c' }), type: one('', 'Opaque') }),
  ),
  object(
    'v1',
    'ServiceAccount',
    record({ imagePullSecrets: one([], [{ name: 'a' }]), automountServiceAccountToken: one(false) }),
  ),
  object('v1', 'Namespace', one({}, { spec: {} }) as fc.Arbitrary<Json>),
  object(
    rbac,
    'Role',
    record({ rules: one([{ apiGroups: [''], resources: ['pods'], verbs: ['get'], resourceNames: [] }]) }),
  ),
  object(
    rbac,
    'RoleBinding',
    record({ subjects }).map((body) => ({ roleRef: { kind: 'Role', name: 'r' }, ...body })),
  ),
  object(
    rbac,
    'ClusterRoleBinding',
    record({ subjects }).map((body) => ({
      roleRef: { apiGroup: '', kind: 'ClusterRole', name: 'r' },
      ...body,
    })),
  ),
  withSpec(
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    record({
      metrics: one([], [metric]),
      behavior: one(
        {},
        { scaleUp: { stabilizationWindowSeconds: 5 } },
        { scaleDown: { selectPolicy: 'Disabled', policies: [] } },
      ),
    }).map((spec) => ({ scaleTargetRef, maxReplicas: 3, ...spec })),
  ),
  withSpec(
    'autoscaling/v1',
    'HorizontalPodAutoscaler',
    one(
      { scaleTargetRef, maxReplicas: 3 },
      { scaleTargetRef, maxReplicas: 3, targetCPUUtilizationPercentage: 50 },
    ) as fc.Arbitrary<Json>,
  ),
  withSpec(
    'policy/v1',
    'PodDisruptionBudget',
    one({}, { minAvailable: 0 }, { maxUnavailable: '50%', selector: {} }) as fc.Arbitrary<Json>,
  ),
);

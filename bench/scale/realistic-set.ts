import type { KubernetesObject } from '../../src/cluster/index.ts';

/** Twenty objects make one application, so that every share below is a twentieth. */
const objectsOfOneApplication = 20;
const namespaces = 60;

/**
 * The objects of a company's cluster, the same for the same size: nine of twenty are Deployments of 6 to 8 kB as the API
 * server returns them, the others Services, ConfigMaps, service accounts, roles and their bindings, NetworkPolicies,
 * Ingresses, autoscalers, disruption budgets, CronJobs. About one workload in twelve has something wrong with it.
 */
export function* realisticSet(size: number, from = 0): Generator<KubernetesObject> {
  for (let index = from; index < size; index++) {
    const application = Math.floor(index / objectsOfOneApplication);
    yield objectOf(application, index % objectsOfOneApplication);
  }
}

function objectOf(application: number, place: number): KubernetesObject {
  const namespace = `team-${application % namespaces}`;
  const app = `app-${application}`;
  if (place < 9)
    return deployment({ namespace, app, name: `${app}-${place}`, seed: application * 9 + place });
  switch (place) {
    case 9:
    case 10:
      return service(namespace, `${app}-${place - 9}`);
    case 11:
    case 12:
      return configMap(namespace, `${app}-${place - 11}`, application + place);
    case 13:
      return {
        ...head('v1', 'ServiceAccount', namespace, app),
        automountServiceAccountToken: application % 5 === 0,
      };
    case 14:
      return role(namespace, app, application);
    case 15:
      return roleBinding(namespace, app);
    case 16:
      return networkPolicy(namespace, app);
    case 17:
      return ingress(namespace, app);
    case 18:
      return application % 2 === 0 ? autoscaler(namespace, app) : disruptionBudget(namespace, app);
    default:
      return cronJob(namespace, app, application);
  }
}

function head(apiVersion: string, kind: string, namespace: string, name: string): KubernetesObject {
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      uid: `00000000-0000-4000-8000-${hash(`${kind}/${namespace}/${name}`)}`,
      resourceVersion: '184467',
      creationTimestamp: '2026-03-02T09:14:31Z',
      labels: labelsOf(name),
      annotations: { 'meta.helm.sh/release-name': name, 'meta.helm.sh/release-namespace': namespace },
    },
  };
}

function labelsOf(name: string): Record<string, string> {
  return {
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/part-of': 'shop',
    'helm.sh/chart': 'service-4.11.2',
  };
}

/** Twelve hexadecimal digits, stable (FNV-1a). */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(16).padStart(12, '0');
}

interface DeploymentShape {
  readonly namespace: string;
  readonly app: string;
  readonly name: string;
  readonly seed: number;
}

function deployment({ namespace, app, name, seed }: DeploymentShape): KubernetesObject {
  const labels = labelsOf(name);
  return {
    ...head('apps/v1', 'Deployment', namespace, name),
    spec: {
      replicas: 2 + (seed % 3),
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      selector: { matchLabels: { 'app.kubernetes.io/instance': name } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      template: { metadata: { labels }, spec: podSpec(app, name, seed) },
    },
    status: {
      observedGeneration: 4,
      replicas: 2,
      readyReplicas: 2,
      availableReplicas: 2,
      updatedReplicas: 2,
      conditions: ['Available', 'Progressing'].map((type) => ({
        type,
        status: 'True',
        lastUpdateTime: '2026-03-02T09:15:02Z',
        lastTransitionTime: '2026-03-02T09:14:31Z',
        reason: type === 'Available' ? 'MinimumReplicasAvailable' : 'NewReplicaSetAvailable',
        message: `Deployment "${name}" is as it should be.`,
      })),
    },
  };
}

function podSpec(app: string, name: string, seed: number): Record<string, unknown> {
  return {
    serviceAccountName: app,
    automountServiceAccountToken: seed % 23 === 0,
    securityContext: { runAsNonRoot: true, fsGroup: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    initContainers: [container({ name: 'migrate', app: name, seed, variables: 6 })],
    containers: [
      container({ name: 'app', app: name, seed, variables: 8 + (seed % 9) }),
      container({ name: 'proxy', app: name, seed: seed + 1, variables: 8 }),
    ],
    volumes: [
      { name: 'tmp', emptyDir: {} },
      { name: 'config', configMap: { name: `${app}-0`, defaultMode: 420 } },
      ...(seed % 41 === 0 ? [{ name: 'logs', hostPath: { path: '/var/log', type: 'Directory' } }] : []),
    ],
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              topologyKey: 'topology.kubernetes.io/zone',
              labelSelector: { matchLabels: { 'app.kubernetes.io/instance': name } },
            },
          },
        ],
      },
    },
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
  };
}

interface ContainerShape {
  readonly name: string;
  readonly app: string;
  readonly seed: number;
  readonly variables: number;
}

function container({ name, app, seed, variables }: ContainerShape): Record<string, unknown> {
  return {
    name,
    image: `registry.example.com/shop/${name}:1.${seed % 20}.0${seed % 29 === 0 ? '' : digest(seed)}`,
    imagePullPolicy: 'IfNotPresent',
    args: ['--listen=:8080', `--service=${app}`, '--log-format=json', '--shutdown-grace=20s'],
    env: Array.from({ length: variables }, (_, index) => variable(app, index, seed)),
    ports: [
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
    ],
    resources: { limits: { memory: '256Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsUser: 10001,
      capabilities: { drop: ['ALL'] },
      ...(seed % 53 === 0 ? { privileged: true, allowPrivilegeEscalation: true } : {}),
    },
    ...(name === 'migrate' ? {} : probes()),
    volumeMounts: [
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'config', mountPath: '/etc/shop', readOnly: true },
    ],
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  };
}

function digest(seed: number): string {
  return `@sha256:${hash(`image-${seed % 997}`)
    .repeat(6)
    .slice(0, 64)}`;
}

function variable(app: string, index: number, seed: number): Record<string, unknown> {
  if (index === 0)
    return { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } };
  if (index === 1)
    return { name: 'DATABASE_PASSWORD', valueFrom: { secretKeyRef: { name: app, key: 'password' } } };
  return {
    name: `SHOP_SETTING_${index}`,
    value: `https://service-${(seed + index) % 400}.shop.svc.cluster.local:8443/v1`,
  };
}

function probes(): Record<string, unknown> {
  const httpGet = { path: '/healthz', port: 'http', scheme: 'HTTP' };
  const timing = { periodSeconds: 10, timeoutSeconds: 1, successThreshold: 1, failureThreshold: 3 };
  return {
    livenessProbe: { httpGet, ...timing },
    readinessProbe: { httpGet: { ...httpGet, path: '/readyz' }, ...timing },
  };
}

function service(namespace: string, name: string): KubernetesObject {
  return {
    ...head('v1', 'Service', namespace, name),
    spec: {
      type: 'ClusterIP',
      selector: { 'app.kubernetes.io/instance': name },
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
    },
  };
}

function configMap(namespace: string, name: string, seed: number): KubernetesObject {
  const settings = Array.from(
    { length: 24 },
    (_, index) => `shop.section-${index}.timeout = ${(seed + index) % 90}s # as agreed with the owners`,
  );
  return {
    ...head('v1', 'ConfigMap', namespace, name),
    data: { 'application.properties': settings.join('\n'), MODE: 'production' },
  };
}

function role(namespace: string, name: string, seed: number): KubernetesObject {
  return {
    ...head('rbac.authorization.k8s.io/v1', 'Role', namespace, name),
    rules: [
      { apiGroups: [''], resources: ['configmaps', 'endpoints'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
      ...(seed % 19 === 0 ? [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }] : []),
    ],
  };
}

function roleBinding(namespace: string, name: string): KubernetesObject {
  return {
    ...head('rbac.authorization.k8s.io/v1', 'RoleBinding', namespace, name),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  };
}

function networkPolicy(namespace: string, app: string): KubernetesObject {
  return {
    ...head('networking.k8s.io/v1', 'NetworkPolicy', namespace, app),
    spec: {
      podSelector: { matchLabels: { 'app.kubernetes.io/instance': `${app}-0` } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080, protocol: 'TCP' }] }],
      egress: [{ to: [{ namespaceSelector: { matchLabels: { tier: 'data' } } }] }],
    },
  };
}

function ingress(namespace: string, app: string): KubernetesObject {
  const host = `${app}.shop.example.com`;
  const backend = { service: { name: `${app}-0`, port: { name: 'http' } } };
  return {
    ...head('networking.k8s.io/v1', 'Ingress', namespace, app),
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: [host], secretName: `${app}-tls` }],
      rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  };
}

function autoscaler(namespace: string, app: string): KubernetesObject {
  return {
    ...head('autoscaling/v2', 'HorizontalPodAutoscaler', namespace, app),
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `${app}-0` },
      minReplicas: 2,
      maxReplicas: 8,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
        },
      ],
    },
  };
}

function disruptionBudget(namespace: string, app: string): KubernetesObject {
  return {
    ...head('policy/v1', 'PodDisruptionBudget', namespace, app),
    spec: { minAvailable: 1, selector: { matchLabels: { 'app.kubernetes.io/instance': `${app}-0` } } },
  };
}

function cronJob(namespace: string, app: string, seed: number): KubernetesObject {
  const spec = { ...podSpec(app, `${app}-report`, seed), restartPolicy: 'OnFailure' };
  return {
    ...head('batch/v1', 'CronJob', namespace, app),
    spec: {
      schedule: '17 3 * * *',
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: { template: { spec } } },
    },
  };
}

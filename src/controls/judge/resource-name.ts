import type { Cluster } from '../../cluster/index.ts';

/** A group and kind with its plural, as RBAC and admission rules name it. */
export interface ResourceKind {
  readonly group: string;
  readonly kind: string;
  readonly resource: string;
}

/** Plurals that the rule of thumb below gets wrong, or that must be known before an object of the kind is seen. */
const builtIn: readonly ResourceKind[] = [
  ...core([
    'ConfigMap',
    'Namespace',
    'Node',
    'PersistentVolume',
    'PersistentVolumeClaim',
    'Pod',
    'PodTemplate',
  ]),
  ...core(['LimitRange', 'ReplicationController', 'ResourceQuota', 'Secret', 'Service', 'ServiceAccount']),
  { group: '', kind: 'Endpoints', resource: 'endpoints' },
  // https://agent-sandbox.sigs.k8s.io: the guess for a custom kind would be `sandboxs`
  { group: 'agents.x-k8s.io', kind: 'Sandbox', resource: 'sandboxes' },
  ...kinds('apps', ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']),
  ...kinds('batch', ['CronJob', 'Job']),
  ...kinds('autoscaling', ['HorizontalPodAutoscaler']),
  ...kinds('policy', ['PodDisruptionBudget']),
  ...kinds('rbac.authorization.k8s.io', ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']),
  ...kinds('networking.k8s.io', ['Ingress', 'IngressClass', 'NetworkPolicy']),
  ...kinds('storage.k8s.io', ['CSIDriver', 'StorageClass']),
  ...kinds('discovery.k8s.io', ['EndpointSlice']),
  ...kinds('certificates.k8s.io', ['CertificateSigningRequest']),
  ...kinds('apiextensions.k8s.io', ['CustomResourceDefinition']),
  ...kinds('apiregistration.k8s.io', ['APIService']),
  ...kinds('admissionregistration.k8s.io', [
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ]),
];

function core(names: readonly string[]): ResourceKind[] {
  return kinds('', names);
}

function kinds(group: string, names: readonly string[]): ResourceKind[] {
  return names.map((kind) => ({ group, kind, resource: guessedPlural(kind) }));
}

/** `meta.UnsafeGuessKindToResource`: https://pkg.go.dev/k8s.io/apimachinery/pkg/api/meta#UnsafeGuessKindToResource */
function guessedPlural(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular.endsWith('s')) return `${singular}es`;
  return singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

/**
 * Kinds that the product or this cluster knows, by `group/kind`: what was read, then custom resource definitions, then
 * the built-in kinds.
 */
export function resourceKinds(cluster: Cluster): ReadonlyMap<string, ResourceKind> {
  const known = new Map(builtIn.map((entry) => [`${entry.group}/${entry.kind}`, entry]));
  for (const { body } of cluster.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    const { group, names } = (body['spec'] ?? {}) as {
      group?: string;
      names?: { kind?: string; plural?: string };
    };
    if (group === undefined || names?.kind === undefined || names.plural === undefined) continue;
    known.set(`${group}/${names.kind}`, { group, kind: names.kind, resource: names.plural });
  }
  for (const { group, kind, resource } of cluster.coverage.resources) {
    known.set(`${group}/${kind}`, { group, kind, resource });
  }
  return known;
}

/** The plural of a kind, guessed where nobody said it. */
export function resourceOf(known: ReadonlyMap<string, ResourceKind>, group: string, kind: string): string {
  return known.get(`${group}/${kind}`)?.resource ?? guessedPlural(kind);
}

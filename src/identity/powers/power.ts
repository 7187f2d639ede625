import { compareMinor, type KubernetesVersion } from '../../cluster/index.ts';
import { rbacGroup } from '../rbac/role.ts';
import { isClusterOnly } from '../resource-names.ts';

/** One request that an ability or a step of a path needs: any of the verbs on one resource. */
export interface Power {
  readonly verbs: readonly string[];
  readonly apiGroup: string;
  /** `pods`, `pods/exec`. */
  readonly resource: string;
  /** Verbs that were enough before Kubernetes 1.35 (see version-rules.ts). */
  readonly before135?: readonly string[];
  /** The minor version of Kubernetes from which the API server asks for it by itself. */
  readonly since?: number;
  /** True where the resource belongs to no namespace and its name does not tell. */
  readonly ofCluster?: boolean;
}

const certificates = 'certificates.k8s.io';
const admission = 'admissionregistration.k8s.io';
const authentication = 'authentication.k8s.io';
const change = ['update', 'patch'];
const create = ['create'];
const put = ['create', 'update', 'patch'];
const remove = ['delete', 'deletecollection'];

const core = (resource: string, verbs: readonly string[]): Power => ({ verbs, apiGroup: '', resource });
const inGroup = (apiGroup: string, resource: string, verbs: readonly string[]): Power => ({
  verbs,
  apiGroup,
  resource,
});

/** Verbs of constrained impersonation are asked about from 1.36 on, where the feature gate is on by default. */
const constrained = { since: 36 };

/**
 * Everything that an ability or a step can need, each a request that the API server decides on its own.
 * https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/5284-constrained-impersonation
 */
export const powers = {
  impersonateUsers: core('users', ['impersonate']),
  impersonateGroups: core('groups', ['impersonate']),
  impersonateAccounts: core('serviceaccounts', ['impersonate']),
  impersonateUserInfo: {
    ...inGroup(authentication, 'users', ['impersonate:user-info']),
    ...constrained,
    ofCluster: true,
  },
  impersonateAccountInfo: {
    ...inGroup(authentication, 'serviceaccounts', ['impersonate:serviceaccount']),
    ...constrained,
  },
  bindAsUser: {
    ...inGroup(rbacGroup, 'clusterrolebindings', ['impersonate-on:user-info:create']),
    ...constrained,
  },
  createPodAsUser: { ...core('pods', ['impersonate-on:user-info:create']), ...constrained },
  mintTokenAsUser: { ...core('serviceaccounts/token', ['impersonate-on:user-info:create']), ...constrained },
  bindAsAccount: {
    ...inGroup(rbacGroup, 'clusterrolebindings', ['impersonate-on:serviceaccount:create']),
    ...constrained,
  },
  createPodAsAccount: { ...core('pods', ['impersonate-on:serviceaccount:create']), ...constrained },
  mintTokenAsAccount: {
    ...core('serviceaccounts/token', ['impersonate-on:serviceaccount:create']),
    ...constrained,
  },
  mintToken: core('serviceaccounts/token', create),
  createSecret: core('secrets', create),
  listSecrets: core('secrets', ['list', 'watch']),
  getSecrets: core('secrets', ['get']),
  createRequest: inGroup(certificates, 'certificatesigningrequests', create),
  approveRequest: inGroup(certificates, 'certificatesigningrequests/approval', change),
  approveSigner: inGroup(certificates, 'signers', ['approve']),
  bindClusterRoles: inGroup(rbacGroup, 'clusterroles', ['bind']),
  bindRoles: inGroup(rbacGroup, 'roles', ['bind']),
  createRoleBinding: inGroup(rbacGroup, 'rolebindings', create),
  changeRoleBinding: inGroup(rbacGroup, 'rolebindings', change),
  createClusterRoleBinding: inGroup(rbacGroup, 'clusterrolebindings', create),
  changeClusterRoleBinding: inGroup(rbacGroup, 'clusterrolebindings', change),
  escalateClusterRoles: inGroup(rbacGroup, 'clusterroles', ['escalate']),
  changeClusterRoles: inGroup(rbacGroup, 'clusterroles', change),
  escalateRoles: inGroup(rbacGroup, 'roles', ['escalate']),
  createRole: inGroup(rbacGroup, 'roles', create),
  changeRoles: inGroup(rbacGroup, 'roles', change),
  createPod: core('pods', create),
  createDeployment: inGroup('apps', 'deployments', create),
  createDaemonSet: inGroup('apps', 'daemonsets', create),
  createStatefulSet: inGroup('apps', 'statefulsets', create),
  createReplicaSet: inGroup('apps', 'replicasets', create),
  createReplicationController: core('replicationcontrollers', create),
  createJob: inGroup('batch', 'jobs', create),
  createCronJob: inGroup('batch', 'cronjobs', create),
  changeDeployment: inGroup('apps', 'deployments', change),
  changeDaemonSet: inGroup('apps', 'daemonsets', change),
  changeStatefulSet: inGroup('apps', 'statefulsets', change),
  changeReplicaSet: inGroup('apps', 'replicasets', change),
  changeReplicationController: core('replicationcontrollers', change),
  changeCronJob: inGroup('batch', 'cronjobs', change),
  changePod: core('pods', change),
  exec: { ...core('pods/exec', create), before135: ['get'] },
  attach: { ...core('pods/attach', create), before135: ['get'] },
  debug: core('pods/ephemeralcontainers', change),
  kubelet: core('nodes/proxy', ['get', 'create']),
  changeNamespace: core('namespaces', change),
  createVolume: core('persistentvolumes', create),
  createClaim: core('persistentvolumeclaims', create),
  createMutatingWebhook: inGroup(admission, 'mutatingwebhookconfigurations', create),
  changeMutatingWebhook: inGroup(admission, 'mutatingwebhookconfigurations', change),
  createValidatingWebhook: inGroup(admission, 'validatingwebhookconfigurations', create),
  changeValidatingWebhook: inGroup(admission, 'validatingwebhookconfigurations', change),
  putMutatingPolicy: inGroup(admission, 'mutatingadmissionpolicies', put),
  putMutatingPolicyBinding: inGroup(admission, 'mutatingadmissionpolicybindings', put),
  putValidatingPolicy: inGroup(admission, 'validatingadmissionpolicies', put),
  putValidatingPolicyBinding: inGroup(admission, 'validatingadmissionpolicybindings', put),
  createApiService: inGroup('apiregistration.k8s.io', 'apiservices', create),
  changeResourceDefinition: inGroup('apiextensions.k8s.io', 'customresourcedefinitions', change),
  changeConfigMap: core('configmaps', change),
  createWorkflow: inGroup('argoproj.io', 'workflows', create),
  createRollout: inGroup('argoproj.io', 'rollouts', create),
  putApplication: inGroup('argoproj.io', 'applications', put),
  createTaskRun: inGroup('tekton.dev', 'taskruns', create),
  putKustomization: inGroup('kustomize.toolkit.fluxcd.io', 'kustomizations', put),
  putHelmRelease: inGroup('helm.toolkit.fluxcd.io', 'helmreleases', put),
  putApplicationSet: inGroup('argoproj.io', 'applicationsets', put),
  putClusterPolicy: inGroup('kyverno.io', 'clusterpolicies', put),
  putServiceVersion: inGroup('operators.coreos.com', 'clusterserviceversions', put),
  putProviderObject: inGroup('kubernetes.crossplane.io', 'objects', put),
  putProviderRelease: inGroup('helm.crossplane.io', 'releases', put),
  putExternalSecret: inGroup('external-secrets.io', 'externalsecrets', put),
  evictPod: core('pods/eviction', create),
  deletePod: core('pods', remove),
  changePodStatus: core('pods/status', change),
  changeNode: core('nodes', change),
  deleteNode: core('nodes', remove),
  changeNodeStatus: core('nodes/status', change),
  deleteEvent: core('events', remove),
  deleteEventOfGroup: inGroup('events.k8s.io', 'events', remove),
  createRayCluster: inGroup('ray.io', 'rayclusters', create),
} as const satisfies Readonly<Record<string, Power>>;

export type PowerName = keyof typeof powers;

/** The verbs of a power in a version of Kubernetes; none where that version does not ask for it. */
export function verbsOf(name: PowerName, version: KubernetesVersion): readonly string[] {
  const power: Power = powers[name];
  if (power.since !== undefined && compareMinor(version, { major: 1, minor: power.since }) < 0) return [];
  const old = power.before135 !== undefined && compareMinor(version, { major: 1, minor: 35 }) < 0;
  return old ? [...power.verbs, ...(power.before135 ?? [])] : power.verbs;
}

/**
 * Whether a RoleBinding cannot make a power real. A Namespace is part of itself, and `bind` is asked for where the binding is
 * written.
 */
export function isClusterPower(name: PowerName): boolean {
  const { apiGroup, resource, ofCluster }: Power = powers[name];
  if (name === 'changeNamespace' || name === 'bindClusterRoles') return false;
  return ofCluster === true || isClusterOnly(apiGroup, resource);
}

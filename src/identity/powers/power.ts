import { compareMinor, type KubernetesVersion } from '../../cluster/index.ts';
import { rbacGroup } from '../rbac/role.ts';
import { isClusterOnly } from '../resource-names.ts';
import { isGetEnough } from '../version-rules.ts';

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
  /** True where no path goes on from it. */
  readonly ends?: boolean;
  /** True where the resource belongs to no namespace and its name does not tell. */
  readonly ofCluster?: boolean;
}

const certificates = 'certificates.k8s.io';
const extensions = 'apiextensions.k8s.io';
const networking = 'networking.k8s.io';
const adminNetworking = 'policy.networking.k8s.io';
const storage = 'storage.k8s.io';
const admission = 'admissionregistration.k8s.io';
const authentication = 'authentication.k8s.io';
const change = ['update', 'patch'];
const create = ['create'];
const put = ['create', 'update', 'patch'];
const remove = ['delete', 'deletecollection'];
const loosen = [...change, ...remove];

const core = (resource: string, verbs: readonly string[]): Power => ({ verbs, apiGroup: '', resource });
const inGroup = (apiGroup: string, resource: string, verbs: readonly string[]): Power => ({
  verbs,
  apiGroup,
  resource,
});

const end = (power: Power): Power => ({ ...power, ends: true });

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
  deleteMutatingWebhook: end(inGroup(admission, 'mutatingwebhookconfigurations', remove)),
  deleteValidatingWebhook: end(inGroup(admission, 'validatingwebhookconfigurations', remove)),
  deleteMutatingPolicy: end(inGroup(admission, 'mutatingadmissionpolicies', remove)),
  deleteMutatingPolicyBinding: end(inGroup(admission, 'mutatingadmissionpolicybindings', remove)),
  deleteValidatingPolicy: end(inGroup(admission, 'validatingadmissionpolicies', remove)),
  deleteValidatingPolicyBinding: end(inGroup(admission, 'validatingadmissionpolicybindings', remove)),
  createMutatingWebhook: inGroup(admission, 'mutatingwebhookconfigurations', create),
  changeMutatingWebhook: inGroup(admission, 'mutatingwebhookconfigurations', change),
  createValidatingWebhook: inGroup(admission, 'validatingwebhookconfigurations', create),
  changeValidatingWebhook: inGroup(admission, 'validatingwebhookconfigurations', change),
  putMutatingPolicy: end(inGroup(admission, 'mutatingadmissionpolicies', put)),
  putMutatingPolicyBinding: end(inGroup(admission, 'mutatingadmissionpolicybindings', put)),
  putValidatingPolicy: end(inGroup(admission, 'validatingadmissionpolicies', put)),
  putValidatingPolicyBinding: end(inGroup(admission, 'validatingadmissionpolicybindings', put)),
  createApiService: inGroup('apiregistration.k8s.io', 'apiservices', create),
  changeApiService: inGroup('apiregistration.k8s.io', 'apiservices', change),
  deleteResourceDefinition: end(inGroup(extensions, 'customresourcedefinitions', remove)),
  changeResourceDefinition: inGroup(extensions, 'customresourcedefinitions', change),
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
  deleteEvent: end(core('events', remove)),
  deleteEventOfGroup: end(inGroup('events.k8s.io', 'events', remove)),
  changeSecret: end(core('secrets', change)),
  nodeLogs: end(core('nodes/log', ['get'])),
  nodeCheckpoint: end(core('nodes/checkpoint', create)),
  putEndpoints: end(core('endpoints', put)),
  putEndpointSlice: end(inGroup('discovery.k8s.io', 'endpointslices', put)),
  changeServiceStatus: end(core('services/status', change)),
  podProxy: end(core('pods/proxy', ['get', 'create'])),
  serviceProxy: end(core('services/proxy', ['get', 'create'])),
  portForward: end({ ...core('pods/portforward', create), before135: ['get'] }),
  putServiceAccount: end(core('serviceaccounts', put)),
  deleteNamespace: end(core('namespaces', remove)),
  deleteRole: end(inGroup(rbacGroup, 'roles', remove)),
  deleteClusterRole: end(inGroup(rbacGroup, 'clusterroles', remove)),
  deleteRoleBinding: end(inGroup(rbacGroup, 'rolebindings', remove)),
  deleteClusterRoleBinding: end(inGroup(rbacGroup, 'clusterrolebindings', remove)),
  signSigner: end(inGroup(certificates, 'signers', ['sign'])),
  changeRequestStatus: end(inGroup(certificates, 'certificatesigningrequests/status', change)),
  putTrustBundle: end(inGroup(certificates, 'clustertrustbundles', put)),
  loosenNetworkPolicy: end(inGroup(networking, 'networkpolicies', loosen)),
  loosenAdminNetworkPolicy: end(inGroup(adminNetworking, 'adminnetworkpolicies', loosen)),
  loosenBaselinePolicy: end(inGroup(adminNetworking, 'baselineadminnetworkpolicies', loosen)),
  loosenClusterNetworkPolicy: end(inGroup(adminNetworking, 'clusternetworkpolicies', loosen)),
  loosenCiliumPolicy: end(inGroup('cilium.io', 'ciliumnetworkpolicies', loosen)),
  loosenCiliumClusterPolicy: end(inGroup('cilium.io', 'ciliumclusterwidenetworkpolicies', loosen)),
  loosenCalicoPolicy: end(inGroup('projectcalico.org', 'networkpolicies', loosen)),
  loosenCalicoGlobalPolicy: end(inGroup('projectcalico.org', 'globalnetworkpolicies', loosen)),
  loosenStoredCalicoPolicy: end(inGroup('crd.projectcalico.org', 'networkpolicies', loosen)),
  loosenStoredGlobalPolicy: end(inGroup('crd.projectcalico.org', 'globalnetworkpolicies', loosen)),
  loosenKyvernoPolicy: end(inGroup('kyverno.io', 'clusterpolicies', loosen)),
  putKyvernoPolicy: end(inGroup('kyverno.io', 'policies', put)),
  putKyvernoException: end(inGroup('kyverno.io', 'policyexceptions', put)),
  putKyvernoMutation: end(inGroup('policies.kyverno.io', 'mutatingpolicies', put)),
  putKyvernoGeneration: end(inGroup('policies.kyverno.io', 'generatingpolicies', put)),
  loosenKyvernoValidation: end(inGroup('policies.kyverno.io', 'validatingpolicies', loosen)),
  putKyvernoExceptionOfGroup: end(inGroup('policies.kyverno.io', 'policyexceptions', put)),
  loosenConstraintTemplate: end(inGroup('templates.gatekeeper.sh', 'constrainttemplates', loosen)),
  loosenConstraint: end(inGroup('constraints.gatekeeper.sh', '*', loosen)),
  putMutationOfGatekeeper: end(inGroup('mutations.gatekeeper.sh', '*', put)),
  putStorageClass: end(inGroup(storage, 'storageclasses', put)),
  putStorageDriver: end(inGroup(storage, 'csidrivers', put)),
  putVolumeAttachment: end(inGroup(storage, 'volumeattachments', put)),
  useSecurityContext: end(inGroup('security.openshift.io', 'securitycontextconstraints', ['use'])),
  createRayCluster: inGroup('ray.io', 'rayclusters', create),
} as const satisfies Readonly<Record<string, Power>>;

export type PowerName = keyof typeof powers;

/** The verbs of a power in a version of Kubernetes; none where that version does not ask for it. */
export function verbsOf(name: PowerName, version: KubernetesVersion): readonly string[] {
  const power: Power = powers[name];
  if (power.since !== undefined && compareMinor(version, { major: 1, minor: power.since }) < 0) return [];
  return isGetEnough(version) ? [...power.verbs, ...(power.before135 ?? [])] : power.verbs;
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

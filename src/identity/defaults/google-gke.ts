import type { KubernetesObject } from '../../cluster/index.ts';
import { account, binding, clusterRole, nodes, role, system, user } from './written-policy.ts';

const certificates = 'certificates.k8s.io';

/** Users of the control plane of Google, each bound to the ClusterRole of its own name. */
const ownUsers = [
  'cluster-autoscaler',
  'system:cloud-controller-manager',
  'system:controller:glbc',
  'system:gcp-controller-manager',
];

/**
 * What of GKE is public: the add-ons that Kubernetes keeps for clusters on Google Compute Engine, which GKE comes from, as
 * their files stand at the newest commit of each. Users are of Google's control plane; of service accounts, whose pods run
 * in the cluster, the roles are here too, or they are roles of Kubernetes. What else GKE installs has no public source: it is shown
 * as anybody's.
 * https://github.com/kubernetes/kubernetes/tree/master/cluster/gce/addons,
 * https://github.com/kubernetes/kubernetes/tree/master/cluster/addons/rbac
 */
export const gke: readonly KubernetesObject[] = [
  ...ownUsers.map((name) => binding(name, `ClusterRole/${name}`, [user(name)])),
  binding('system:controller:glbc', 'Role/system:controller:glbc', [user('system:controller:glbc')], system),
  binding('kube-apiserver-kubelet-api-admin', 'ClusterRole/kubelet-api-admin', [user('kube-apiserver')]),
  binding('system:konnectivity-server', 'ClusterRole/system:auth-delegator', [
    user('system:konnectivity-server'),
  ]),
  binding('kubelet-user-npd-binding', 'ClusterRole/system:node-problem-detector', [user('kubelet')]),
  clusterRole('gce:beta:kubelet-certificate-bootstrap', [
    { apiGroups: [certificates], resources: ['certificatesigningrequests/nodeclient'], verbs: ['create'] },
  ]),
  binding('gce:beta:kubelet-certificate-bootstrap', 'ClusterRole/gce:beta:kubelet-certificate-bootstrap', [
    user('kubelet'),
  ]),
  clusterRole('gce:beta:kubelet-certificate-rotation', [
    {
      apiGroups: [certificates],
      resources: ['certificatesigningrequests/selfnodeclient', 'certificatesigningrequests/selfnodeserver'],
      verbs: ['create'],
    },
  ]),
  binding('gce:beta:kubelet-certificate-rotation', 'ClusterRole/gce:beta:kubelet-certificate-rotation', [
    nodes,
  ]),
  clusterRole('gce:cloud-provider', [
    { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch', 'update'] },
  ]),
  binding('gce:cloud-provider', 'ClusterRole/gce:cloud-provider', [account('cloud-provider')]),
  role(
    'gce:cloud-provider',
    [
      {
        apiGroups: [''],
        resources: ['configmaps'],
        verbs: ['create', 'get', 'patch', 'update', 'list', 'watch'],
      },
    ],
    system,
  ),
  binding('gce:cloud-provider', 'Role/gce:cloud-provider', [account('cloud-provider')], system),
  binding('system:kube-proxy', 'ClusterRole/system:node-proxier', [account('kube-proxy')]),
  binding('metrics-server:system:auth-delegator', 'ClusterRole/system:auth-delegator', [
    account('metrics-server'),
  ]),
  binding(
    'metrics-server-auth-reader',
    'Role/extension-apiserver-authentication-reader',
    [account('metrics-server')],
    system,
  ),
];

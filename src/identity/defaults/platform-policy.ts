import type { KubernetesObject, Provider } from '../../cluster/index.ts';
import { rbacGroup } from '../rbac/role.ts';

/** A role or binding that a platform makes by itself. */
export interface PlatformObject {
  /** `kubeadm`, `Amazon EKS`. */
  readonly maker: string;
  /** Only clusters of this provider have it; undefined where any may. */
  readonly provider?: Provider;
  readonly object: KubernetesObject;
}

interface Who {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  readonly namespace?: string;
}

/** `ClusterRole/NAME` or, in the namespace of the binding, `Role/NAME`. */
function binding(name: string, role: string, subjects: readonly Who[], namespace?: string): KubernetesObject {
  const [kind = '', ...rest] = role.split('/');
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    roleRef: { apiGroup: rbacGroup, kind, name: rest.join('/') },
    subjects,
  };
}

const system = 'kube-system';
const user = (name: string): Who => ({ kind: 'User', name });
const account = (name: string): Who => ({ kind: 'ServiceAccount', name, namespace: system });
const nodes: Who = { kind: 'Group', name: 'system:nodes' };
const joining: Who = { kind: 'Group', name: 'system:bootstrappers:kubeadm:default-node-token' };
const requests = 'ClusterRole/system:certificates.k8s.io:certificatesigningrequests';

/** A Role that reads one ConfigMap, and the binding of the same name. */
function readsConfigMap(
  name: string,
  configMap: string,
  subjects: readonly Who[],
  namespace = system,
): KubernetesObject[] {
  const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: [configMap] }];
  return [
    { apiVersion: `${rbacGroup}/v1`, kind: 'Role', metadata: { name, namespace }, rules },
    binding(name, `Role/${name}`, subjects, namespace),
  ];
}

function clusterRole(name: string, rules: readonly object[]): KubernetesObject {
  return { apiVersion: `${rbacGroup}/v1`, kind: 'ClusterRole', metadata: { name }, rules };
}

/**
 * What `kubeadm init` makes, as its phases of 1.37 write it. Not in it is `kubeadm:cluster-admins`: whoever has admin.conf is in
 * that group, and people who may do everything are never left out.
 * https://github.com/kubernetes/kubernetes/tree/v1.37.2/cmd/kubeadm/app/phases
 */
const kubeadm: readonly KubernetesObject[] = [
  binding('kubeadm:kubelet-bootstrap', 'ClusterRole/system:node-bootstrapper', [joining]),
  binding('kubeadm:node-autoapprove-bootstrap', `${requests}:nodeclient`, [joining]),
  binding('kubeadm:node-autoapprove-certificate-rotation', `${requests}:selfnodeclient`, [nodes]),
  clusterRole('kubeadm:get-nodes', [{ verbs: ['get'], apiGroups: [''], resources: ['nodes'] }]),
  binding('kubeadm:get-nodes', 'ClusterRole/kubeadm:get-nodes', [joining]),
  binding('kubeadm:apiserver-kubelet-client', 'ClusterRole/system:kubelet-api-admin', [
    user('kube-apiserver-kubelet-client'),
  ]),
  binding('kubeadm:node-proxier', 'ClusterRole/system:node-proxier', [account('kube-proxy')]),
  ...readsConfigMap('kubeadm:nodes-kubeadm-config', 'kubeadm-config', [joining, nodes]),
  ...readsConfigMap('kubeadm:kubelet-config', 'kubelet-config', [joining, nodes]),
  // Nodes that join ask for it before they have a credential. It is the one grant to anonymous requests here.
  // https://kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens/#configmap-signing
  ...readsConfigMap(
    'kubeadm:bootstrap-signer-clusterinfo',
    'cluster-info',
    [user('system:anonymous')],
    'kube-public',
  ),
];

/** Bindings of the users of EKS' control plane to the ClusterRole of their own name. */
const eksComponents = [
  'addon-manager',
  'az-poller',
  'cloud-controller-manager',
  'cluster-event-watcher',
  'coredns-autoscaler',
  'fargate-manager',
  'fargate-scheduler',
  'k8s-metrics',
  'network-policy-controller',
  'node-manager',
  'nodewatcher',
  'pod-identity-mutating-webhook',
  'service-operations',
];
const eksInSystem = [
  'addon-manager',
  'authenticator',
  'az-poller',
  'certificate-controller',
  'fargate-manager',
  'k8s-metrics',
  'node-manager',
];

/**
 * What Amazon EKS binds its own users to. They are of its control plane and nobody else's, so that what their roles allow is
 * AWS' affair; a binding that names anybody beside them is none of these.
 * https://docs.aws.amazon.com/eks/latest/userguide/default-roles-users.html
 */
const eks: readonly KubernetesObject[] = [
  binding('eks:addon-cluster-admin', 'ClusterRole/cluster-admin', [user('eks:addon-manager')]),
  binding('eks:certificate-controller', 'ClusterRole/system:controller:certificate-controller', [
    user('eks:certificate-controller'),
  ]),
  ...['approver', 'signer'].map((part) =>
    binding(`eks:certificate-controller-${part}`, `ClusterRole/eks:certificate-controller-${part}`, [
      user('eks:certificate-controller'),
    ]),
  ),
  ...eksComponents.map((part) => binding(`eks:${part}`, `ClusterRole/eks:${part}`, [user(`eks:${part}`)])),
  ...eksInSystem.map((part) => binding(`eks:${part}`, `Role/eks:${part}`, [user(`eks:${part}`)], system)),
  binding(
    'eks:cloud-controller-manager:apiserver-authentication-reader',
    'Role/extension-apiserver-authentication-reader',
    [user('eks:cloud-controller-manager')],
    system,
  ),
];

/** https://github.com/k3s-io/k3s/blob/main/manifests/rolebindings.yaml */
const k3s: readonly KubernetesObject[] = [
  binding('kube-apiserver-kubelet-admin', 'ClusterRole/system:kubelet-api-admin', [user('kube-apiserver')]),
];

/** Read on 2026-11-25 from the sources that are named above. */
export const platformPolicy: readonly PlatformObject[] = [
  ...kubeadm.map((object) => ({ maker: 'kubeadm', object })),
  ...eks.map((object) => ({ maker: 'Amazon EKS', provider: 'eks' as const, object })),
  ...k3s.map((object) => ({ maker: 'k3s', provider: 'k3s' as const, object })),
];

import type { KubernetesObject } from '../../cluster/index.ts';
import { rbacGroup } from '../rbac/role.ts';
import { account, binding, clusterRole, nodes, system, user, type Who } from './written-policy.ts';

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

/**
 * What `kubeadm init` makes, as its phases of 1.37 write it. Not in it is `kubeadm:cluster-admins`: whoever has admin.conf is in
 * that group, and people who may do everything are never left out.
 * https://github.com/kubernetes/kubernetes/tree/v1.37.2/cmd/kubeadm/app/phases
 */
export const kubeadm: readonly KubernetesObject[] = [
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

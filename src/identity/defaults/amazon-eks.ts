import type { KubernetesObject } from '../../cluster/index.ts';
import { binding, system, user } from './written-policy.ts';

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
export const eks: readonly KubernetesObject[] = [
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

import type { KubernetesObject, Provider } from '../../cluster/index.ts';
import { eks } from './amazon-eks.ts';
import { gke } from './google-gke.ts';
import { kubeadm } from './kubeadm.ts';
import { binding, user } from './written-policy.ts';

/** A role or binding that a platform makes by itself. */
export interface PlatformObject {
  /** `kubeadm`, `Amazon EKS`. */
  readonly maker: string;
  /** Only clusters of this provider have it; undefined where any may. */
  readonly provider?: Provider;
  readonly object: KubernetesObject;
}

/** https://github.com/k3s-io/k3s/blob/main/manifests/rolebindings.yaml */
const k3s: readonly KubernetesObject[] = [
  binding('kube-apiserver-kubelet-admin', 'ClusterRole/system:kubelet-api-admin', [user('kube-apiserver')]),
];

/** Read on 2026-11-25 from the sources that are named above. */
export const platformPolicy: readonly PlatformObject[] = [
  ...kubeadm.map((object) => ({ maker: 'kubeadm', object })),
  ...eks.map((object) => ({ maker: 'Amazon EKS', provider: 'eks' as const, object })),
  ...gke.map((object) => ({ maker: 'Google GKE', provider: 'gke' as const, object })),
  ...k3s.map((object) => ({ maker: 'k3s', provider: 'k3s' as const, object })),
];

import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../cluster/index.ts';
import { detectProfile } from './detect-profile.ts';

const daemonSet = (name: string, container: object = {}): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name, namespace: 'kube-system' },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'a:1', ...container }] } } },
});
const settings = (name: string, data: Record<string, string>): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'kube-system' },
  data,
});
const node: KubernetesObject = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n' }, spec: {} };
type Provider = 'eks' | 'aks' | 'gke' | 'unknown';

function detected(objects: readonly KubernetesObject[], provider: Provider = 'unknown') {
  const cluster = clusterOf(objects, { identity: { id: 'c', name: 'c', provider } });
  const { profile, certain, evidence } = detectProfile(cluster);
  return { id: profile.id, enforces: profile.enforces, options: profile.options, certain, evidence };
}

describe('the profile of a cluster', () => {
  test.each<[string, readonly KubernetesObject[], Provider, string]>([
    ['cilium', [daemonSet('cilium')], 'unknown', 'cilium'],
    ['Cilium on AKS', [daemonSet('cilium')], 'aks', 'aks-cilium'],
    ['Dataplane V2', [daemonSet('anetd')], 'gke', 'gke-dataplane-v2'],
    ['Calico', [daemonSet('calico-node')], 'unknown', 'calico'],
    ['Canal, which has Calico enforce policies', [daemonSet('canal')], 'unknown', 'calico'],
    ['Calico on AKS', [daemonSet('calico-node')], 'aks', 'calico'],
    ['Calico on GKE', [daemonSet('calico-node')], 'gke', 'gke-calico'],
    ['Azure NPM', [daemonSet('azure-npm')], 'aks', 'azure-npm'],
    ['kindnet', [daemonSet('kindnet')], 'unknown', 'kindnet'],
    [
      'the VPC CNI with its agent',
      [daemonSet('aws-node', { args: ['--enable-network-policy=true'] })],
      'eks',
      'eks-vpc-cni',
    ],
    [
      'the VPC CNI without',
      [daemonSet('aws-node', { args: ['--enable-network-policy=false'] })],
      'eks',
      'eks-vpc-cni-off',
    ],
    [
      'the VPC CNI whose controller is off',
      [
        daemonSet('aws-node', { args: ['--enable-network-policy=true'] }),
        settings('amazon-vpc-cni', { 'enable-network-policy-controller': 'false' }),
      ],
      'eks',
      'eks-vpc-cni-off',
    ],
    ['Canal of RKE2', [daemonSet('rke2-canal')], 'unknown', 'calico'],
    [
      'Flannel with an enforcer beside it',
      [daemonSet('kube-flannel-ds', { image: 'registry.k8s.io/networking/kube-network-policies:v1' }), node],
      'unknown',
      'generic',
    ],
    ['nodes and no agent', [node], 'unknown', 'none'],
  ])('%s', (_title, objects, provider, id) => {
    expect(detected(objects, provider)).toMatchObject({ id, certain: true });
  });

  test.each([
    ['k3s', { ...node, status: { nodeInfo: { kubeletVersion: 'v1.34.1+k3s1' } } }],
    [
      'EKS Auto Mode',
      { ...node, metadata: { name: 'n', labels: { 'eks.amazonaws.com/compute-type': 'auto' } } },
    ],
  ])('is not certain where %s has the plugin in the node', (_title, hidden) => {
    expect(detected([hidden])).toMatchObject({ id: 'generic', certain: false });
  });

  test('is taken for the usual one, and not for none, where nothing says which it is', () => {
    expect(detected([])).toMatchObject({ id: 'generic', certain: false, enforces: true });
  });

  // https://docs.cilium.io/en/stable/network/kubernetes/configuration/
  test.each([
    [{ 'enable-policy': 'never' }, false],
    [{ 'policy-audit-mode': 'true' }, false],
    [{ 'enable-policy': 'default' }, true],
  ])('CI-25: Cilium with %j', (data, enforces) => {
    expect(detected([daemonSet('cilium'), settings('cilium-config', data)])).toMatchObject({ enforces });
  });

  // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
  test('HO-11: the VPC CNI says how a pod stands at its start, by the mode of its agent', () => {
    const args = ['--enable-network-policy=true'];
    const env = [{ name: 'NETWORK_POLICY_ENFORCING_MODE', value: 'strict' }];
    const caveats = (container: object) =>
      detectProfile(clusterOf([daemonSet('aws-node', container)])).profile.caveats;
    expect(caveats({ args })).toEqual([expect.stringContaining('In its standard mode a pod is open')]);
    expect(caveats({ args, env })).toEqual([
      expect.stringContaining('In its strict mode a pod reaches nobody'),
    ]);
  });

  // https://learn.microsoft.com/azure/aks/container-network-security-fqdn-filtering-concepts
  test('PR-06: AKS filters names of hosts with Advanced Container Networking Services alone', () => {
    const names = (...more: KubernetesObject[]) =>
      detected([daemonSet('cilium'), ...more], 'aks').options.filtersNames;
    expect([names(), names(daemonSet('acns-security-agent'))]).toEqual([false, true]);
    expect(detected([daemonSet('cilium')]).options.filtersNames).toBeUndefined();
  });

  test("Cilium that does not take Kubernetes' own policies enforces its own all the same", () => {
    const off = settings('cilium-config', { 'enable-k8s-networkpolicy': 'false' });
    expect(detected([daemonSet('cilium'), off])).toMatchObject({
      enforces: true,
      options: { networkPolicies: false },
      evidence: ['DaemonSet kube-system/cilium', expect.stringContaining('NetworkPolicy is not enforced')],
    });
  });
});

import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../cluster/index.ts';
import { encryptionOf, encryptionText } from './encryption.ts';
import type { ProfileId } from './profile.ts';

type Fields = Readonly<Record<string, unknown>>;

const config = (data: Record<string, string>) =>
  ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'cilium-config', namespace: 'kube-system' },
    data,
  }) as KubernetesObject;

const node = (kind: 'CiliumNode' | 'Node', name: string, annotations: Fields = {}) =>
  ({
    apiVersion: kind === 'Node' ? 'v1' : 'cilium.io/v2',
    kind,
    metadata: { name, annotations },
  }) as KubernetesObject;

const felix = (spec: Fields) =>
  ({
    apiVersion: 'crd.projectcalico.org/v1',
    kind: 'FelixConfiguration',
    metadata: { name: 'default' },
    spec,
  }) as KubernetesObject;

const of = (id: ProfileId, ...objects: KubernetesObject[]) => encryptionOf(clusterOf(objects), { id });

describe('encryption between nodes', () => {
  test('Cilium: WireGuard holds to nodes that have published a key', () => {
    const on = config({ 'enable-wireguard': 'true' });
    const key = { 'network.cilium.io/wg-pub-key': 'k' };
    expect(of('cilium', on, node('CiliumNode', 'a', key)).state).toBe('on');
    const part = of('cilium', on, node('CiliumNode', 'a', key), node('CiliumNode', 'b'));
    expect([part.state, part.nodesWithoutKey]).toEqual(['part', ['b']]);
    expect(encryptionText(part)).toContain('1 of 2 CiliumNodes have no key');
  });

  test('Cilium: off by default, and not known where the settings were not read', () => {
    expect(of('cilium', config({ 'enable-wireguard': 'false' })).state).toBe('off');
    expect(of('aks-cilium', config({})).state).toBe('off');
    expect(of('cilium', config({ 'enable-ipsec': 'true' })).state).toBe('on');
    expect(of('gke-dataplane-v2').state).toBe('unknown');
  });

  test('Calico: Felix switches it on, nodes carry the keys', () => {
    const key = { 'projectcalico.org/WireguardPublicKey': 'k' };
    expect(of('calico', felix({ wireguardEnabled: true }), node('Node', 'a', key)).state).toBe('on');
    expect(of('calico', felix({ wireguardEnabled: true }), node('Node', 'a')).state).toBe('part');
    expect(of('calico', felix({}), node('Node', 'a', key)).state).toBe('off');
  });

  test('what the cluster does not say is not known, never encrypted', () => {
    for (const id of ['eks-vpc-cni', 'azure-npm', 'generic', 'none'] as const)
      expect(of(id).state).toBe('unknown');
    expect(of('kindnet').state).toBe('off');
  });
});

import { describe, expect, it } from 'vitest';
import { isNamespacedKind } from './scope.ts';

describe('whether a kind belongs to a namespace', () => {
  it('is what Kubernetes defines for its own kinds', () => {
    expect(isNamespacedKind('', 'Node')).toBe(false);
    expect(isNamespacedKind('apps', 'Deployment')).toBe(true);
    expect(isNamespacedKind('resource.k8s.io', 'DeviceTaintRule')).toBe(false);
    expect(isNamespacedKind('resource.k8s.io', 'ResourceClaim')).toBe(true);
    expect(isNamespacedKind('gateway.networking.k8s.io', 'HTTPRoute')).toBe(true);
  });

  it('is known for widely used custom kinds, and for no other', () => {
    expect(isNamespacedKind('cert-manager.io', 'ClusterIssuer')).toBe(false);
    // https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html, https://antrea.io/docs/main/docs/antrea-network-policy/
    for (const group of ['networking.k8s.aws', 'crd.antrea.io'])
      expect(isNamespacedKind(group, 'ClusterNetworkPolicy')).toBe(false);
    expect(isNamespacedKind('example.com', 'Widget')).toBeUndefined();
  });

  it('is asked of any group a manifest may name, also of what every JavaScript object has', () => {
    for (const group of ['constructor', '__proto__', 'toString'])
      expect(isNamespacedKind(group, 'X')).toBe(true);
  });
});

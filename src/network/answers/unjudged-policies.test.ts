import { describe, expect, test } from 'vitest';
import { app, namespace, pod, policy, world } from '../../../testkit/network/small-world.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { NetworkEngine } from '../engine/network-engine.ts';
import { profiles } from '../profile.ts';
import { ask } from './ask.ts';
import { gapsOf } from './gaps.ts';

function unjudged(apiVersion: string, kind: string, place: string, spec: object = {}): KubernetesObject {
  const [space, name] = place.split('/');
  const metadata = name === undefined ? { name: place } : { name, namespace: space as string };
  return { apiVersion, kind, metadata, spec };
}

const objects = [
  namespace('shop'),
  namespace('other'),
  pod('shop/web'),
  pod('shop/db'),
  pod('other/web'),
  policy('shop/db', { podSelector: { matchLabels: { app: 'db' } }, ingress: [{ from: [app('web')] }] }),
];
const calico = unjudged('projectcalico.org/v3', 'NetworkPolicy', 'shop/drop', { selector: 'all()' });

describe('policies that are not judged', () => {
  test('PR: what they may cover is unknown, whatever other policies say; the rest is answered', () => {
    const { answer, problems } = world([...objects, calico], 'generic');
    expect(answer('shop/web', 'shop/db')).toMatchObject({
      verdict: 'unknown',
      ingress: { verdict: 'unknown', policies: ['NetworkPolicy shop/drop'] },
    });
    expect(answer('other/web', 'other/web').verdict).toBe('allow');
    expect(problems).toEqual([expect.stringContaining('network-kind-not-judged NetworkPolicy shop/drop')]);
  });

  test('PR: a cluster-wide one makes every side unknown', () => {
    const wide = unjudged('crd.projectcalico.org/v1', 'GlobalNetworkPolicy', 'drop');
    expect(world([...objects, wide], 'generic').verdict('other/web', '8.8.8.8')).toBe('unknown');
    expect(world([...objects, wide], 'cilium').verdict('other/web', '8.8.8.8')).toBe('allow');
  });

  test.each([
    // https://antrea.io/docs/main/docs/antrea-network-policy/
    ['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', 'allow', { tier: 'emergency' }],
    ['crd.antrea.io/v1beta1', 'NetworkPolicy', 'shop/allow', {}],
    ['crd.nsx.vmware.com/v1alpha1', 'SecurityPolicy', 'shop/allow', {}],
    // https://ovn-kubernetes.io/features/network-security-controls/egress-firewall/
    ['k8s.ovn.org/v1', 'EgressFirewall', 'shop/default', {}],
    ['k8s.ovn.org/v1', 'UserDefinedNetwork', 'shop/own', { layer2: { role: 'Primary' } }],
    ['network.openshift.io/v1', 'EgressNetworkPolicy', 'shop/default', {}],
    ['kubeovn.io/v1', 'SecurityGroup', 'some', {}],
    ['kubeovn.io/v1', 'Subnet', 'closed', { private: true }],
    ['neuvector.com/v1', 'NvSecurityRule', 'shop/nv.web', {}],
  ])('PR: %s %s may allow and deny beside what is judged', (apiVersion, kind, place, spec) => {
    const closed = policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    const { verdict, problems } = world(
      [...objects, closed, unjudged(apiVersion, kind, place, spec)],
      'generic',
    );
    expect(verdict('shop/web', 'shop/db')).toBe('unknown');
    expect(verdict('shop/web', '8.8.8.8')).toBe('unknown');
    expect(problems).toEqual([expect.stringContaining(`network-kind-not-judged ${kind} ${place}`)]);
  });

  test.each([
    ['k8s.ovn.org/v1', 'UserDefinedNetwork', 'shop/second', { layer2: { role: 'Secondary' } }],
    ['kubeovn.io/v1', 'Subnet', 'ovn-default', { vpc: 'ovn-cluster', private: false }],
    ['network.openshift.io/v1', 'ClusterNetwork', 'default', {}],
  ])('PR: %s %s %s closes nothing', (apiVersion, kind, place, spec) => {
    const { verdict, problems } = world([...objects, unjudged(apiVersion, kind, place, spec)], 'generic');
    expect(verdict('shop/web', 'shop/db')).toBe('allow');
    expect(problems).toEqual([]);
  });

  test('PR: a kind of another plugin does nothing, and is said to', () => {
    const firewall = unjudged('k8s.ovn.org/v1', 'EgressFirewall', 'shop/default');
    const { verdict, problems } = world([...objects, firewall], 'calico');
    expect(verdict('shop/web', '8.8.8.8')).toBe('allow');
    expect(problems).toEqual([expect.stringContaining('network-policy-not-enforced EgressFirewall')]);
  });

  // https://cloud.google.com/kubernetes-engine/docs/how-to/fqdn-network-policies
  test('PR-04: FQDNNetworkPolicy of GKE adds to what others allow, so that what it covers is not known', () => {
    const names = unjudged('networking.gke.io/v1alpha1', 'FQDNNetworkPolicy', 'shop/out', {
      podSelector: { matchLabels: { app: 'web' } },
      egress: [{ matches: [{ name: 'example.com' }], ports: [{ protocol: 'TCP', port: 443 }] }],
    });
    const { verdict } = world([...objects, names, deny('shop/web')], 'gke-dataplane-v2');
    expect([verdict('shop/web', '8.8.8.8', 443), verdict('shop/db', '8.8.8.8', 443)]).toEqual([
      'unknown',
      'deny',
    ]);
    expect(world([...objects, names], 'cilium').verdict('shop/web', '8.8.8.8', 443)).toBe('allow');
  });

  // https://cloud.google.com/kubernetes-engine/docs/how-to/configure-cilium-network-policy
  test('PR-05: CiliumClusterwideNetworkPolicy is in force on Dataplane V2, where it is served', () => {
    const closed = unjudged('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', 'closed', {
      endpointSelector: { matchLabels: { app: 'db' } },
      ingress: [{ fromEndpoints: [{ matchLabels: { app: 'nobody' } }] }],
    });
    const { verdict } = world([...objects, closed], 'gke-dataplane-v2');
    expect(verdict('other/web', 'shop/db')).toBe('deny');
  });

  // https://learn.microsoft.com/azure/aks/container-network-security-fqdn-filtering-concepts
  test('PR-06: by names of hosts or layer 7 nothing is known where AKS does not filter by them', () => {
    const out = (rule: object) =>
      unjudged('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/out', {
        endpointSelector: { matchLabels: { app: 'web' } },
        egress: [rule],
      });
    const under = (rule: object, filtersNames: boolean) => {
      const options = { ...profiles['aks-cilium'].options, filtersNames };
      const engine = new NetworkEngine(clusterOf([...objects, out(rule)]), {
        ...profiles['aks-cilium'],
        options,
      });
      const end = (name: string) => ({ type: 'pod', namespace: 'other', name }) as const;
      const source = { ...end('web'), namespace: 'shop' };
      return ask(engine, { source, destination: end('web'), protocol: 'TCP', port: 80 }).verdict;
    };
    const names = { toFQDNs: [{ matchName: 'example.com' }] };
    const http = { toPorts: [{ ports: [{ port: '443' }], rules: { http: [{}] } }] };
    expect([under(names, false), under(names, true)]).toEqual(['unknown', 'deny']);
    expect([under(http, false), under(http, true)]).toEqual(['unknown', 'deny']);
    expect(under({ toEndpoints: [{}] }, false)).toBe('deny');
  });

  test('CA-06: staged kinds are never in force', () => {
    const staged = unjudged('projectcalico.org/v3', 'StagedNetworkPolicy', 'shop/drop');
    const { verdict, problems } = world([...objects, staged], 'calico');
    expect(verdict('shop/web', 'shop/db')).toBe('allow');
    expect(problems).toEqual([expect.stringContaining('it is staged')]);
  });

  test('PR-01: security groups of pods are in the cloud, and hold where nobody enforces policies', () => {
    const groups = unjudged('vpcresources.k8s.aws/v1beta1', 'SecurityGroupPolicy', 'shop/db', {
      podSelector: { matchLabels: { app: 'db' } },
    });
    const { answer } = world([...objects, groups], 'eks-vpc-cni-off');
    expect(answer('shop/web', 'shop/db')).toMatchObject({
      verdict: 'unknown',
      egress: { verdict: 'allow' },
      ingress: { verdict: 'unknown', policies: ['SecurityGroupPolicy shop/db'] },
    });
  });

  test('a side that denies is not turned by one that is unknown', () => {
    const { verdict } = world([...objects, calico, pod('shop/cut'), deny('other/web')], 'generic');
    expect(verdict('other/web', 'shop/db')).toBe('deny');
  });

  test('gaps say unknown, and not open', () => {
    const { engine } = world([...objects, calico], 'generic');
    const [other, db] = gapsOf(engine);
    expect(other).toMatchObject({ namespace: 'other', ingress: 'open', internet: 'any-port' });
    expect(db).toMatchObject({ name: 'db', ingress: 'unknown', egress: 'unknown', internet: 'unknown' });
  });
});

function deny(place: string): KubernetesObject {
  return policy(`${place.split('/')[0]}/deny`, { podSelector: {}, policyTypes: ['Egress'] });
}

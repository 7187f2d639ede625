import { describe, expect, test } from 'vitest';
import { ask, type Fields, named, pod, policy } from './statement.ts';

const everyone = { namespaces: {} };
const near = 'shop/client > shop/server:80';
const away = 'shop/client > 8.8.8.8:443';

function cluster(name: string, tier: 'Admin' | 'Baseline', priority: number, spec: Fields): Fields {
  const kind = 'ClusterNetworkPolicy';
  return named('policy.networking.k8s.io/v1alpha2', kind, name, {
    tier,
    priority,
    subject: everyone,
    ...spec,
  });
}
const ingress = (...actions: string[]) => ({
  ingress: actions.map((action) => ({ action, from: [{ namespaces: {} }] })),
});
const egressTo = (action: string, ...to: Fields[]) => ({ egress: [{ action, to }] });
const isolate = policy('shop/isolate', { podSelector: {} });
const open = policy('shop/open', { ingress: [{}] });

// https://pkg.go.dev/sigs.k8s.io/network-policy-api/apis/v1alpha2#ClusterNetworkPolicySpec
describe('ClusterNetworkPolicy', () => {
  test('CN-01 Admin, then NetworkPolicy, then Baseline, then allowed', () => {
    const admin = cluster('a', 'Admin', 1, ingress('Accept'));
    const baseline = cluster('b', 'Baseline', 0, ingress('Deny'));
    expect(ask([], near)).toBe('allow');
    expect(ask([baseline], near)).toBe('deny');
    expect(ask([baseline, open], near)).toBe('allow');
    expect(ask([baseline, isolate, admin], near)).toBe('allow');
  });
  test('CN-02 the lower number is first; equal ones that disagree are unknown', () => {
    const accept = (priority: number) => cluster('accept', 'Admin', priority, ingress('Accept'));
    const deny = cluster('deny', 'Admin', 5, ingress('Deny'));
    expect(ask([deny, accept(4)], near)).toBe('allow');
    expect(ask([deny, accept(6)], near)).toBe('deny');
    expect(ask([deny, accept(5)], near)).toBe('unknown');
  });
  test('CN-03 the first rule that matches decides', () => {
    expect(ask([cluster('c', 'Admin', 1, ingress('Deny', 'Accept'))], near)).toBe('deny');
    expect(ask([cluster('c', 'Admin', 1, ingress('Accept', 'Deny'))], near)).toBe('allow');
  });
  test('CN-04 Pass leaves the tier, for what it matches', () => {
    const pass = cluster('p', 'Admin', 1, ingress('Pass'));
    const deny = cluster('d', 'Admin', 2, ingress('Deny'));
    expect(ask([pass, deny], near)).toBe('allow');
    expect(ask([pass, deny, isolate], near)).toBe('deny');
    expect(ask([pass, cluster('b', 'Baseline', 1, ingress('Deny'))], near)).toBe('deny');
  });
  test('CN-05 what no rule matches moves on', () => {
    const other = { ingress: [{ action: 'Deny', from: [{ namespaces: { matchLabels: { team: 'b' } } }] }] };
    expect(ask([cluster('c', 'Admin', 1, other)], near)).toBe('allow');
    expect(ask([cluster('c', 'Admin', 1, other)], 'dev/stranger > shop/server:80')).toBe('deny');
  });
  test('CN-06 Admin wins over NetworkPolicy both ways', () => {
    expect(ask([cluster('c', 'Admin', 1, ingress('Accept')), isolate], near)).toBe('allow');
    expect(ask([cluster('c', 'Admin', 1, ingress('Deny')), open], near)).toBe('deny');
  });
  test('CN-07 a pod that a NetworkPolicy selects never gets to Baseline, in that direction', () => {
    const baseline = cluster('b', 'Baseline', 1, { ...ingress('Accept'), ...egressTo('Deny', everyone) });
    expect(ask([baseline, isolate], 'shop/client > shop/server:80')).toBe('deny');
    const onlyIngress = policy('shop/p', { policyTypes: ['Ingress'], ingress: [{}] });
    expect(ask([baseline, onlyIngress], near)).toBe('deny');
  });
  test('CN-08 both sides are judged', () => {
    expect(
      ask([cluster('c', 'Admin', 1, { ...ingress('Accept'), ...egressTo('Deny', everyone) })], near),
    ).toBe('deny');
  });
  test('CN-09 a subject is chosen by namespaces, or by namespaces and pods', () => {
    const pods = { namespaceSelector: {}, podSelector: { matchLabels: { app: 'server' } } };
    const deny = cluster('c', 'Admin', 1, { subject: { pods }, ...ingress('Deny') });
    expect(ask([deny], near)).toBe('deny');
    expect(ask([deny], 'shop/server > shop/client:80')).toBe('allow');
    expect(ask([cluster('c', 'Admin', 1, { subject: {}, ...ingress('Deny') })], near)).toBe('allow');
  });
  test('CN-10 pods in the network of their node are neither subjects nor peers', () => {
    const agent = pod('shop/agent', { ips: ['192.168.0.2'], spec: { hostNetwork: true, nodeName: 'two' } });
    const deny = [cluster('c', 'Admin', 1, ingress('Deny'))];
    expect(ask(deny, 'shop/client > shop/agent:80', 'generic', [agent])).toBe('allow');
    expect(ask(deny, 'shop/agent > shop/server:80', 'generic', [agent])).toBe('allow');
  });
  test('CN-11 egress knows nodes by their addresses', () => {
    const zone = cluster('c', 'Admin', 1, egressTo('Deny', { nodes: { matchLabels: { zone: 'y' } } }));
    expect(ask([zone], 'shop/client > 192.168.0.2:80')).toBe('deny');
    expect(ask([zone], 'shop/client > 192.168.0.1:80')).toBe('allow');
    expect(ask([zone], away)).toBe('allow');
  });
  test('CN-12 networks match pods', () => {
    expect(ask([cluster('c', 'Admin', 1, egressTo('Deny', { networks: ['0.0.0.0/0'] }))], near)).toBe('deny');
  });
  test('CN-14 protocols by number, range or name; without a port every one; without any list all traffic', () => {
    const by = (...protocols: Fields[]) => [
      cluster('c', 'Admin', 1, { ingress: [{ action: 'Deny', from: [everyone], protocols }] }),
    ];
    expect(ask(by({ tcp: { destinationPort: { number: 80 } } }), near)).toBe('deny');
    expect(ask(by({ udp: { destinationPort: { number: 80 } } }), near)).toBe('allow');
    expect(ask(by({ tcp: { destinationPort: { range: { start: 79, end: 80 } } } }), near)).toBe('deny');
    expect(ask(by({ tcp: {} }), near)).toBe('deny');
    expect(ask(by({ destinationNamedPort: 'web' }), near)).toBe('deny');
    expect(ask(by({ destinationNamedPort: 'web' }), `${near}/UDP`)).toBe('allow');
    expect(ask([cluster('c', 'Admin', 1, ingress('Deny'))], `${near}/SCTP`)).toBe('deny');
  });
  test('CN-15 a peer that is not known closes: Accept matches nothing, Deny and Pass deny all', () => {
    const unknown = (action: string) => [
      cluster('c', 'Admin', 1, { ingress: [{ action, from: [{ planets: {} }] }] }),
    ];
    expect(ask([...unknown('Accept'), isolate], near)).toBe('deny');
    expect(ask(unknown('Accept'), near)).toBe('allow');
    expect(ask(unknown('Deny'), near)).toBe('deny');
    expect(ask(unknown('Pass'), near)).toBe('deny');
  });
});

// https://pkg.go.dev/sigs.k8s.io/network-policy-api/apis/v1alpha1
describe('AdminNetworkPolicy and BaselineAdminNetworkPolicy', () => {
  const older = 'policy.networking.k8s.io/v1alpha1';
  const rule = (action: string, ports?: Fields[]) => ({
    subject: everyone,
    ingress: [{ action, from: [{ namespaces: {} }], ...(ports === undefined ? {} : { ports }) }],
  });
  test('CN-17 are the same two tiers, with ports of their own form', () => {
    const admin = (action: string, ports?: Fields[]) =>
      named(older, 'AdminNetworkPolicy', 'a', { priority: 1, ...rule(action, ports) });
    const baseline = named(older, 'BaselineAdminNetworkPolicy', 'default', rule('Deny'));
    expect(ask([baseline], near)).toBe('deny');
    expect(ask([baseline, admin('Allow')], near)).toBe('allow');
    expect(ask([baseline, admin('Pass')], near)).toBe('deny');
    expect(ask([admin('Deny', [{ portNumber: { protocol: 'TCP', port: 80 } }])], near)).toBe('deny');
    expect(ask([admin('Deny', [{ portRange: { protocol: 'TCP', start: 81, end: 90 } }])], near)).toBe(
      'allow',
    );
    expect(ask([admin('Deny', [{ namedPort: 'web' }])], near)).toBe('deny');
  });
  test('CN-18 v1beta1 reads like v1alpha2; a plug-in that knows neither is not held by them', () => {
    const deny = cluster('c', 'Admin', 1, ingress('Deny'));
    expect(ask([{ ...deny, apiVersion: 'policy.networking.k8s.io/v1beta1' }], near)).toBe('deny');
    expect(ask([deny], near, 'eks-vpc-cni')).toBe('allow');
  });
});

import { describe, expect, test } from 'vitest';
import { ask, pod, policy } from './statement.ts';

const closed = policy('shop/closed', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const server = { matchLabels: { app: 'server' } };
const client = { matchLabels: { app: 'client' } };
const into = (...rules: object[]) => policy('shop/in', { podSelector: server, ingress: rules });
const outOf = (...rules: object[]) =>
  policy('shop/out', { podSelector: client, policyTypes: ['Egress'], egress: rules });
const near = 'shop/client > shop/server:80';
const far = 'dev/stranger > shop/server:80';
const away = 'shop/client > 8.8.8.8:443';

// https://kubernetes.io/docs/concepts/services-networking/network-policies/
describe('selection and isolation', () => {
  test('NP-01 no policy selects: everything is allowed', () => {
    expect(ask([], far)).toBe('allow');
    expect(ask([], away)).toBe('allow');
  });
  test('NP-02 a policy for one direction leaves the other open', () => {
    const only = policy('shop/p', { podSelector: {}, policyTypes: ['Ingress'] });
    expect(ask([only], near)).toBe('deny');
    expect(ask([only], away)).toBe('allow');
  });
  test('NP-03 both sides must allow', () => {
    expect(ask([closed, into({})], near)).toBe('deny');
    expect(ask([closed, into({}), outOf({})], near)).toBe('allow');
  });
  test('NP-04 policies add up in any order', () => {
    const deny = policy('shop/a', { podSelector: {} });
    expect(ask([deny, into({})], far)).toBe('allow');
    expect(ask([into({}), deny], far)).toBe('allow');
  });
  test('NP-05 an empty or absent podSelector is every pod of its own namespace', () => {
    for (const spec of [{ podSelector: {} }, {}]) {
      expect(ask([policy('shop/p', spec)], near)).toBe('deny');
      expect(ask([policy('shop/p', spec)], 'shop/client > dev/stranger:80')).toBe('allow');
    }
  });
  test('NP-06 without policyTypes, egress is meant only where it has rules', () => {
    expect(ask([policy('shop/p', { podSelector: {} })], away)).toBe('allow');
    const rules = { podSelector: {}, egress: [{ ports: [{ port: 1 }] }] };
    expect(ask([policy('shop/p', rules)], away)).toBe('deny');
    expect(ask([policy('shop/p', rules)], 'dev/stranger > shop/server:80')).toBe('deny');
  });
  test('NP-07 an empty egress list without the type does nothing', () => {
    expect(ask([policy('shop/p', { podSelector: {}, egress: [] })], away)).toBe('allow');
    expect(ask([policy('shop/p', { policyTypes: ['Egress'], egress: [] })], away)).toBe('deny');
  });
  test('NP-08 a section that policyTypes does not name is ignored', () => {
    const spec = { podSelector: server, policyTypes: ['Egress'], ingress: [] };
    expect(ask([policy('shop/p', spec)], far)).toBe('allow');
  });
  test('NP-09 no rules deny all, one empty rule allows all', () => {
    expect(ask([into()], far)).toBe('deny');
    expect(ask([into({})], far)).toBe('allow');
  });
  test('NP-10 an absent or empty list of peers is every peer, outside as well', () => {
    for (const rule of [{ ports: [{ port: 80 }] }, { from: [], ports: [{ port: 80 }] }])
      expect(ask([into(rule)], '8.8.8.8 > shop/server:80')).toBe('allow');
  });
  test('NP-11 an absent or empty list of ports is every port and protocol', () => {
    for (const rule of [{ from: [{ podSelector: {} }] }, { from: [{ podSelector: {} }], ports: [] }])
      expect(ask([into(rule)], 'shop/client > shop/server:9/SCTP')).toBe('allow');
  });
  test('NP-12 peers and ports of a rule must both match; rules are alternatives', () => {
    const one = { from: [{ podSelector: client }], ports: [{ port: 80 }] };
    const two = { from: [{ namespaceSelector: {} }], ports: [{ port: 81 }, { port: 82 }] };
    expect(ask([into(one, two)], near)).toBe('allow');
    expect(ask([into(one, two)], far)).toBe('deny');
    expect(ask([into(one, two)], 'dev/stranger > shop/server:82')).toBe('allow');
  });
  test('NP-13 many policies for the other direction do not isolate', () => {
    expect(ask([outOf(), outOf(), outOf()], 'dev/stranger > shop/client:80')).toBe('allow');
  });
  test('NP-14 a policy that selects nobody has no effect', () => {
    expect(ask([policy('shop/p', { podSelector: { matchLabels: { app: 'none' } } })], far)).toBe('allow');
  });
  test('NP-15 a policy of a namespace that is not among the objects applies to its pods', () => {
    const lost = pod('lost/p', { ips: ['10.0.9.1'] });
    const byName = { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } };
    const rules = policy('lost/p', { ingress: [{ from: [{ namespaceSelector: byName }] }] });
    expect(ask([rules], 'shop/client > lost/p:80', 'generic', [lost])).toBe('allow');
    expect(ask([rules], 'dev/stranger > lost/p:80', 'generic', [lost])).toBe('deny');
  });
  test('NP-16 replies need no rule of their own', () => {
    const answering = policy('shop/p', { podSelector: server, policyTypes: ['Egress'] });
    expect(ask([answering], near)).toBe('allow');
  });
});

describe('peers', () => {
  test('PE-01 a podSelector alone stays in the namespace of the policy', () => {
    expect(ask([into({ from: [{ podSelector: client }] })], near)).toBe('allow');
    expect(ask([into({ from: [{ podSelector: client }] })], far)).toBe('deny');
  });
  test('PE-02 an empty namespaceSelector is all namespaces', () => {
    const rule = { from: [{ namespaceSelector: {}, podSelector: client }] };
    expect(ask([into(rule)], far)).toBe('allow');
  });
  test('PE-03 a namespaceSelector alone is all pods, of its own namespace too', () => {
    expect(ask([into({ from: [{ namespaceSelector: { matchLabels: { team: 'a' } } }] })], near)).toBe(
      'allow',
    );
    expect(ask([into({ from: [{ namespaceSelector: { matchLabels: { team: 'a' } } }] })], far)).toBe('deny');
  });
  test('PE-04 in one element both must match, in two either', () => {
    const team = { namespaceSelector: { matchLabels: { team: 'b' } } };
    const none = { podSelector: { matchLabels: { app: 'none' } } };
    expect(ask([into({ from: [{ ...team, ...none }] })], far)).toBe('deny');
    expect(ask([into({ from: [team, none] })], far)).toBe('allow');
  });
  test('PE-05 an empty podSelector alone is its own namespace', () => {
    expect(ask([into({ from: [{ podSelector: {} }] })], near)).toBe('allow');
    expect(ask([into({ from: [{ podSelector: {} }] })], far)).toBe('deny');
  });
  test('PE-08 all terms of a selector must hold, values of In are alternatives', () => {
    const key = 'app';
    const both = {
      matchLabels: { app: 'client' },
      matchExpressions: [{ key, operator: 'In', values: ['client', 'other'] }],
    };
    const never = { ...both, matchExpressions: [{ key, operator: 'In', values: ['other'] }] };
    expect(ask([into({ from: [{ podSelector: both }] })], near)).toBe('allow');
    expect(ask([into({ from: [{ podSelector: never }] })], near)).toBe('deny');
  });
  test('PE-09 NotIn and DoesNotExist match what lacks the label, In and Exists do not', () => {
    const by = (operator: string, values?: string[]) => [
      into({ from: [{ podSelector: { matchExpressions: [{ key: 'x', operator, values }] } }] }),
    ];
    expect(ask(by('NotIn', ['a']), near)).toBe('allow');
    expect(ask(by('DoesNotExist'), near)).toBe('allow');
    expect(ask(by('In', ['a']), near)).toBe('deny');
    expect(ask(by('Exists'), near)).toBe('deny');
  });
  test('PE-10 every namespace has its name as a label', () => {
    const byName = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dev' } } };
    expect(ask([into({ from: [byName] })], far)).toBe('allow');
    expect(ask([into({ from: [byName] })], near)).toBe('deny');
  });
  test('PE-11 selectors look at labels of pods and namespaces, not of nodes', () => {
    const zone = { matchLabels: { zone: 'x' } };
    expect(ask([into({ from: [{ podSelector: zone }, { namespaceSelector: zone }] })], near)).toBe('deny');
  });
  test('PE-12 pods of one owner are judged one by one', () => {
    const owned = { metadata: { ownerReferences: [{ kind: 'ReplicaSet', name: 'r' }] } };
    const twins = ['x', 'y'].map((app) => {
      const twin = pod(`shop/${app}`, { labels: { app }, ips: [`10.0.1.${app === 'x' ? 8 : 9}`] });
      return { ...twin, metadata: { ...(twin['metadata'] as object), ...owned.metadata } };
    });
    const rule = into({ from: [{ podSelector: { matchLabels: { app: 'x' } } }] });
    expect(ask([rule], 'shop/x > shop/server:80', 'generic', twins)).toBe('allow');
    expect(ask([rule], 'shop/y > shop/server:80', 'generic', twins)).toBe('deny');
  });
  test('PE-13 a changed label changes the verdict', () => {
    const rule = into({ from: [{ podSelector: { matchLabels: { app: 'late' } } }] });
    const asked = (app: string) =>
      ask([rule], 'shop/late > shop/server:80', 'generic', [
        pod('shop/late', { labels: { app }, ips: ['10.0.1.7'] }),
      ]);
    expect([asked('late'), asked('early')]).toEqual(['allow', 'deny']);
  });
  test('PE-14 except cuts its own block alone', () => {
    const cut = { ipBlock: { cidr: '8.8.8.0/24', except: ['8.8.8.8/32'] } };
    expect(ask([outOf({ to: [cut] })], away)).toBe('deny');
    expect(ask([outOf({ to: [cut, { ipBlock: { cidr: '8.8.8.8/32' } }] })], away)).toBe('allow');
  });
  test('PE-16 a block of IPv4 says nothing about IPv6', () => {
    const rule = outOf({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] });
    expect(ask([rule], '10.0.1.1 > 8.8.8.8:443')).toBe('allow');
    expect(ask([rule], 'fd00::1:1 > 2001:db8::1:443')).toBe('deny');
  });
  test('PE-17 whether blocks match pods is the profile’s', () => {
    const rule = into({ from: [{ ipBlock: { cidr: '10.0.1.1/32' } }] });
    expect(ask([rule], near, 'eks-vpc-cni')).toBe('allow');
    expect(ask([rule], near, 'cilium')).toBe('deny');
  });
  test('PE-18 selectors never match outside addresses', () => {
    expect(ask([into({ from: [{ namespaceSelector: {} }] })], '8.8.8.8 > shop/server:80')).toBe('deny');
  });
});

describe('ports', () => {
  test('PO-01 without a protocol it is TCP', () => {
    expect(ask([into({ ports: [{ port: 80 }] })], near)).toBe('allow');
    expect(ask([into({ ports: [{ port: 80 }] })], `${near}/UDP`)).toBe('deny');
  });
  test('PO-02 without a port it is every port of the protocol', () => {
    expect(ask([into({ ports: [{ protocol: 'UDP' }] })], `${near}/UDP`)).toBe('allow');
    expect(ask([into({ ports: [{ protocol: 'UDP' }] })], near)).toBe('deny');
  });
  test('PO-03 a rule of TCP alone denies UDP and SCTP', () => {
    for (const protocol of ['UDP', 'SCTP'])
      expect(ask([into({ ports: [{ protocol: 'TCP' }] })], `${near}/${protocol}`)).toBe('deny');
  });
  test('PO-04 a rule of SCTP never opens TCP', () => {
    expect(ask([into({ ports: [{ protocol: 'SCTP', port: 80 }] })], near)).toBe('deny');
  });
  test('PO-05 endPort is inclusive', () => {
    const rule = into({ ports: [{ port: 79, endPort: 81 }] });
    expect([79, 80, 81, 82].map((port) => ask([rule], `shop/client > shop/server:${port}`))).toEqual([
      'allow',
      'allow',
      'allow',
      'deny',
    ]);
  });
  test('PO-06 a name is looked up in the destination, with its protocol, for egress as well', () => {
    const rule = outOf({ ports: [{ port: 'web' }] });
    expect(ask([rule], near)).toBe('allow');
    expect(ask([rule], `${near}/UDP`)).toBe('deny');
    expect(ask([rule], 'shop/client > dev/stranger:80')).toBe('deny');
  });
  test('PO-07 a name that the pod does not have opens nothing', () => {
    expect(ask([into({ ports: [{ port: 'none' }] })], near)).toBe('deny');
  });
  test('PO-08 a name towards an outside address opens nothing', () => {
    const to = [{ ipBlock: { cidr: '0.0.0.0/0' } }];
    expect(ask([outOf({ to, ports: [{ port: 'web' }] })], 'shop/client > 8.8.8.8:80')).toBe('deny');
  });
  test('PO-09 a name of several containers is all their numbers, of init containers that stay too', () => {
    const rule = into({ ports: [{ port: 'web' }] });
    expect([80, 81, 82].map((port) => ask([rule], `shop/client > shop/server:${port}`))).toEqual([
      'allow',
      'allow',
      'deny',
    ]);
  });
  test('PO-12 ports that no container declares are reachable', () => {
    expect(ask([into({})], 'shop/client > shop/server:9999')).toBe('allow');
  });
});

describe('nodes and special pods', () => {
  const onNode = pod('shop/agent', {
    labels: { app: 'client' },
    ips: ['192.168.0.1'],
    spec: { hostNetwork: true },
  });
  test('HO-01 the node of a pod reaches it', () => {
    expect(ask([closed], '192.168.0.1 > shop/server:80')).toBe('allow');
    expect(ask([closed], 'shop/agent > shop/server:80', 'generic', [onNode])).toBe('allow');
  });
  test('HO-02 selectors do not see pods in the network of their node', () => {
    const elsewhere = pod('shop/agent', {
      labels: { app: 'client' },
      ips: ['192.168.0.2'],
      spec: { hostNetwork: true, nodeName: 'two' },
    });
    const byLabel = into({ from: [{ podSelector: client }] });
    const byBlock = into({ from: [{ ipBlock: { cidr: '192.168.0.2/32' } }] });
    expect(ask([byLabel], 'shop/agent > shop/server:80', 'generic', [elsewhere])).toBe('deny');
    expect(ask([byBlock], 'shop/agent > shop/server:80', 'generic', [elsewhere])).toBe('allow');
  });
  test('HO-03 nor do policies select them', () => {
    expect(ask([closed], 'dev/stranger > shop/agent:80', 'generic', [onNode])).toBe('allow');
  });
  test('HO-04 the address of a pod that has ended is nobody’s', () => {
    const ended = pod('shop/done', { labels: { app: 'client' }, ips: ['10.0.1.5'], phase: 'Succeeded' });
    const rule = into({ from: [{ podSelector: client }] });
    expect(ask([rule], '10.0.1.5 > shop/server:80', 'generic', [ended])).toBe('deny');
  });
  test('HO-06 a pod reaches itself', () => {
    expect(ask([closed], 'shop/server > shop/server:80')).toBe('allow');
  });
  test('HO-08 another node is an address', () => {
    expect(ask([closed], '192.168.0.2 > shop/server:80')).toBe('deny');
    const block = into({ from: [{ ipBlock: { cidr: '192.168.0.0/16' } }] });
    expect(ask([block], '192.168.0.2 > shop/server:80')).toBe('allow');
  });
});

test('PR-08 where nobody enforces, everything is open', () => {
  expect(ask([closed], far, 'none')).toBe('allow');
  expect(ask([closed], far, 'eks-vpc-cni-off')).toBe('allow');
});

import { describe, expect, test } from 'vitest';
import {
  app,
  clusterPolicy,
  namespace,
  node,
  pod,
  policy,
  world,
} from '../../../testkit/network/small-world.ts';

// https://network-policy-api.sigs.k8s.io/api-overview/
// https://pkg.go.dev/sigs.k8s.io/network-policy-api/apis/v1alpha2

const pods = [
  namespace('shop', { team: 'shop' }),
  namespace('ops', { team: 'ops' }),
  pod('shop/web', { ips: ['10.1.0.1'] }),
  pod('shop/api', { ips: ['10.1.0.2'], ports: [{ name: 'http', containerPort: 8080 }] }),
  pod('ops/probe', { ips: ['10.2.0.1'] }),
];
const ops = { namespaces: { matchLabels: { team: 'ops' } } };
const shop = { namespaces: { matchLabels: { team: 'shop' } } };
const rule = (action: string, ...from: unknown[]) => ({ action, from });
const isolate = policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress'] });
const open = policy('shop/open', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] });

describe('tiers', () => {
  test('CN-01, CN-06: Admin decides before NetworkPolicy, either way', () => {
    const deny = clusterPolicy('a', { subject: shop, ingress: [rule('Deny', ops)] });
    const accept = clusterPolicy('a', { subject: shop, ingress: [rule('Accept', ops)] });
    expect(world([...pods, open, deny]).verdict('ops/probe', 'shop/api')).toBe('deny');
    expect(world([...pods, isolate, accept]).verdict('ops/probe', 'shop/api')).toBe('allow');
    expect(world([...pods, isolate, accept]).verdict('shop/web', 'shop/api')).toBe('deny');
  });

  test('CN-01, CN-07: Baseline is asked only where no NetworkPolicy selects the pod', () => {
    const baseline = clusterPolicy('b', { tier: 'Baseline', subject: shop, ingress: [rule('Deny', ops)] });
    expect(world([...pods, baseline]).verdict('ops/probe', 'shop/api')).toBe('deny');
    expect(world([...pods, baseline]).verdict('shop/web', 'shop/api')).toBe('allow');
    expect(world([...pods, baseline, open]).verdict('ops/probe', 'shop/api')).toBe('allow');
    const accepting = clusterPolicy('b', { tier: 'Baseline', subject: shop, ingress: [rule('Accept', ops)] });
    expect(world([...pods, accepting, isolate]).verdict('ops/probe', 'shop/api')).toBe('deny');
  });

  test('CN-02: the lower number is asked first, and of equals that disagree nothing is known', () => {
    const low = clusterPolicy('z', { priority: 1, subject: shop, ingress: [rule('Accept', ops)] });
    const high = clusterPolicy('a', { priority: 2, subject: shop, ingress: [rule('Deny', ops)] });
    expect(world([...pods, high, low]).verdict('ops/probe', 'shop/api')).toBe('allow');
    const same = clusterPolicy('b', { priority: 1, subject: shop, ingress: [rule('Deny', ops)] });
    expect(world([...pods, low, same]).answer('ops/probe', 'shop/api').ingress).toMatchObject({
      verdict: 'unknown',
      policies: ['ClusterNetworkPolicy b', 'ClusterNetworkPolicy z'],
    });
  });

  test('CN-03: the first rule that matches decides', () => {
    const both = (...ingress: unknown[]) => world([...pods, clusterPolicy('a', { subject: shop, ingress })]);
    expect(both(rule('Accept', ops), rule('Deny', ops)).verdict('ops/probe', 'shop/api')).toBe('allow');
    expect(both(rule('Deny', ops), rule('Accept', ops)).verdict('ops/probe', 'shop/api')).toBe('deny');
  });

  test('CN-04: Pass skips the rest of the tier for what it matches', () => {
    const pass = clusterPolicy('a', { priority: 1, subject: shop, ingress: [rule('Pass', ops)] });
    const deny = clusterPolicy('b', {
      priority: 2,
      subject: shop,
      ingress: [rule('Deny', { namespaces: {} })],
    });
    const { verdict } = world([...pods, pass, deny]);
    expect([verdict('ops/probe', 'shop/api'), verdict('shop/web', 'shop/api')]).toEqual(['allow', 'deny']);
    expect(world([...pods, pass, deny, isolate]).verdict('ops/probe', 'shop/api')).toBe('deny');
  });

  test('CN-05: what no rule matches goes on, and there is no deny at the end', () => {
    const { verdict } = world([
      ...pods,
      clusterPolicy('a', { subject: shop, ingress: [rule('Accept', ops)] }),
    ]);
    expect([verdict('shop/web', 'shop/api'), verdict('8.8.8.8', 'shop/api')]).toEqual(['allow', 'allow']);
  });

  test('CN-08: both sides are judged, each by its own chain', () => {
    const out = clusterPolicy('a', { subject: ops, egress: [{ action: 'Deny', to: [shop] }] });
    const into = clusterPolicy('b', { subject: shop, ingress: [rule('Accept', ops)] });
    expect(world([...pods, out, into]).answer('ops/probe', 'shop/api')).toMatchObject({
      verdict: 'deny',
      egress: { policies: ['ClusterNetworkPolicy a'] },
      ingress: { verdict: 'allow' },
    });
  });
});

describe('subjects, peers and ports', () => {
  test('CN-09: exactly one of namespaces and pods; an empty selector is all', () => {
    const given = (subject: unknown) =>
      world([...pods, clusterPolicy('a', { subject, ingress: [rule('Deny', ops)] })]);
    expect(given({ namespaces: {} }).verdict('ops/probe', 'shop/api')).toBe('deny');
    const one = given({ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: 'api' } } } });
    expect([one.verdict('ops/probe', 'shop/api'), one.verdict('ops/probe', 'shop/web')]).toEqual([
      'deny',
      'allow',
    ]);
    expect(given({}).problems).toEqual([
      expect.stringContaining('spec.subject: needs one of namespaces and pods'),
    ]);
    expect(given({ namespaces: {}, pods: { namespaceSelector: {}, podSelector: {} } }).problems).toEqual([
      expect.stringContaining('not both'),
    ]);
  });

  test('CN-10: pods in the network of their node are neither subject nor peer', () => {
    const host = pod('shop/host', { ips: ['192.168.0.1'], hostNetwork: true });
    const deny = clusterPolicy('a', { ingress: [rule('Deny', { namespaces: {} })] });
    const { verdict } = world([...pods, host, deny]);
    expect([verdict('ops/probe', 'shop/host'), verdict('shop/host', 'shop/api')]).toEqual(['allow', 'allow']);
  });

  test.each(['generic', 'cilium'] as const)(
    'CN-12: networks match pods by their address, under %s too',
    (profile) => {
      const deny = clusterPolicy('a', {
        subject: shop,
        egress: [{ action: 'Deny', to: [{ networks: ['10.2.0.0/16'] }] }],
      });
      const { verdict } = world([...pods, deny], profile);
      expect([
        verdict('shop/web', 'ops/probe'),
        verdict('shop/web', 'shop/api'),
        verdict('shop/web', '10.2.9.9'),
      ]).toEqual(['deny', 'allow', 'deny']);
    },
  );

  test('CN-14: numbers, ranges, whole protocols and names of ports', () => {
    const deny = (...protocols: unknown[]) =>
      world([
        ...pods,
        clusterPolicy('a', { subject: shop, ingress: [{ action: 'Deny', from: [ops], protocols }] }),
      ]);
    const { verdict } = deny({ tcp: { destinationPort: { range: { start: 80, end: 90 } } } }, { udp: {} });
    expect([
      verdict('ops/probe', 'shop/api', 85),
      verdict('ops/probe', 'shop/api', 91),
      verdict('ops/probe', 'shop/api', 7, 'UDP'),
    ]).toEqual(['deny', 'allow', 'deny']);
    const named = deny({ destinationNamedPort: 'http' });
    expect([
      named.verdict('ops/probe', 'shop/api', 8080),
      named.verdict('ops/probe', 'shop/web', 8080),
    ]).toEqual(['deny', 'allow']);
  });

  test('CN-11: nodes are peers by their labels, with the pods in the network of theirs', () => {
    const { verdict } = world([
      ...pods,
      node('one', '192.168.0.5', { pool: 'gpu' }),
      node('two', '192.168.0.6'),
      pod('ops/agent', { ips: ['192.168.0.5'], hostNetwork: true }),
      clusterPolicy('a', {
        subject: shop,
        egress: [{ action: 'Deny', to: [{ nodes: { matchLabels: { pool: 'gpu' } } }] }],
      }),
    ]);
    expect([
      verdict('shop/web', '192.168.0.5'),
      verdict('shop/web', '192.168.0.6'),
      verdict('shop/web', 'ops/agent'),
      verdict('shop/web', 'ops/probe'),
    ]).toEqual(['deny', 'allow', 'deny', 'allow']);
  });

  test('CN-13: which addresses names of domains have is not known, and no pod is one; only Accept may have them', () => {
    const names = { domainNames: ['example.com'] };
    const shopEgress = (action: string, to: object) =>
      clusterPolicy('a', { subject: shop, egress: [{ action, to: [to] }] });
    const closed = policy('shop/closed', { podSelector: {}, policyTypes: ['Egress'] });
    const accept = world([...pods, closed, shopEgress('Accept', names)]);
    expect(accept.problems).toEqual([]);
    expect(accept.verdict('shop/web', '8.8.8.8')).toBe('unknown');
    expect(accept.verdict('shop/web', 'ops/probe')).toBe('deny');
    expect(world([...pods, shopEgress('Deny', names)]).problems).toEqual([
      expect.stringContaining('names domains, which only a rule with Accept may'),
    ]);
  });

  // `MaxItems` in apis/v1alpha1 and apis/v1alpha2 of https://github.com/kubernetes-sigs/network-policy-api
  test('CN-16: 25 rules in each direction, 25 peers and ports in a rule, 25 networks in a peer; 100 in v1alpha1', () => {
    const times = <Of>(count: number, what: Of): Of[] => Array.from({ length: count }, () => what);
    const deny = (more: object = {}) => ({ action: 'Deny', to: [ops], ...more });
    const told = (egress: readonly object[]) =>
      world([...pods, clusterPolicy('a', { subject: shop, egress })]);
    expect(told(times(25, deny())).problems).toEqual([]);
    const tcp = { tcp: { destinationPort: { number: 80 } } };
    for (const [egress, field] of [
      [times(26, deny()), 'egress'],
      [[deny({ to: times(26, ops) })], 'egress[0].to'],
      [[deny({ protocols: times(26, tcp) })], 'egress[0].protocols'],
      [[deny({ to: [{ networks: times(26, '10.0.0.0/8') }] })], 'egress[0].to[0].networks'],
    ] as const) {
      const { problems, engine } = told(egress);
      expect(problems).toEqual([
        expect.stringContaining(`spec.${field}: has 26 entries, and at most 25 are allowed`),
      ]);
      expect(engine.policies).toEqual([]);
    }
    const old = (count: number) => ({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'a' },
      spec: { priority: 1, subject: shop, egress: times(count, deny()) },
    });
    expect(world([...pods, old(100)]).problems).toEqual([]);
    expect(world([...pods, old(101)]).problems).toEqual([expect.stringContaining('at most 100')]);
  });

  test('a selector with a label that none can be is read by no plugin', () => {
    const from = [{ namespaces: { matchLabels: { 'a b': 'c d' } } }];
    const { problems } = world([
      ...pods,
      clusterPolicy('a', { subject: shop, ingress: [{ action: 'Deny', from }] }),
    ]);
    expect(problems).toEqual([
      expect.stringContaining('"a b" is no key of a label, so that no plugin can read it'),
    ]);
  });

  test('HO-07: what a pod sends to its own address is outside of policies', () => {
    const { answer } = world([
      ...pods,
      clusterPolicy('a', { egress: [{ action: 'Deny', to: [{ networks: ['0.0.0.0/0', '::/0'] }] }] }),
    ]);
    expect(answer('shop/web', 'shop/web')).toMatchObject({
      verdict: 'allow',
      egress: { reason: 'a pod reaches itself' },
    });
    expect(answer('shop/web', 'ops/probe').verdict).toBe('deny');
  });

  test('CN-14: addresses have no ports by name', () => {
    const named = { action: 'Deny', protocols: [{ destinationNamedPort: 'http' }] };
    const told = (peer: object) =>
      world([...pods, clusterPolicy('a', { subject: shop, egress: [{ ...named, to: [peer] }] })]).problems;
    expect(told(ops)).toEqual([]);
    for (const peer of [{ networks: ['10.0.0.0/8'] }, { nodes: {} }])
      expect(told(peer)).toEqual([expect.stringContaining('has a port by its name')]);
  });

  test('CN-15: a rule with a peer that is not known fails closed, and that is said', () => {
    const unknown = (action: string) =>
      world([...pods, clusterPolicy('a', { subject: shop, egress: [{ action, to: [{ services: {} }] }] })]);
    expect(unknown('Accept').problems).toEqual([expect.stringContaining('fail closed')]);
    expect(unknown('Accept').verdict('shop/web', 'ops/probe')).toBe('allow');
    expect(unknown('Deny').verdict('shop/web', 'ops/probe')).toBe('deny');
  });

  test.each([
    [{ priority: 1001 }, 'spec.priority: must be 0 to 1000'],
    [{ tier: 'Middle' }, 'spec.tier: must be Admin or Baseline'],
    [{ ingress: [rule('Allow', ops)] }, 'spec.ingress[0].action: must be Accept, Deny or Pass'],
    [{ ingress: [{ action: 'Deny', from: [] }] }, 'spec.ingress[0].from: needs at least one peer'],
  ])('%j is refused', (spec, message) => {
    expect(world([...pods, clusterPolicy('a', spec)]).problems).toEqual([expect.stringContaining(message)]);
  });
});

describe('v1alpha1', () => {
  const old = (kind: string, spec: object) => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind,
    metadata: { name: 'default' },
    spec: { subject: shop, ...spec },
  });

  test('CN-17: AdminNetworkPolicy and the one baseline, with ports of their own form', () => {
    const admin = old('AdminNetworkPolicy', {
      priority: 5,
      ingress: [
        {
          action: 'Allow',
          from: [ops],
          ports: [
            { portNumber: { protocol: 'TCP', port: 80 } },
            { portRange: { start: 90, end: 95 } },
            { namedPort: 'http' },
          ],
        },
      ],
    });
    const baseline = old('BaselineAdminNetworkPolicy', { ingress: [rule('Deny', ops)] });
    const { verdict } = world([...pods, admin, baseline]);
    expect([80, 81, 93, 8080].map((port) => verdict('ops/probe', 'shop/api', port))).toEqual([
      'allow',
      'deny',
      'allow',
      'allow',
    ]);
    const passing = old('BaselineAdminNetworkPolicy', { ingress: [rule('Pass', ops)] });
    expect(world([...pods, passing]).problems).toEqual([expect.stringContaining('must be Allow, Deny')]);
  });

  test('CN-18: a kind that nobody enforces is said, and denies nothing', () => {
    const { verdict, problems } = world(
      [...pods, old('AdminNetworkPolicy', { priority: 1, ingress: [rule('Deny', ops)] })],
      'eks-vpc-cni',
    );
    expect(problems).toEqual([
      'network-policy-not-enforced AdminNetworkPolicy default: nobody in this cluster enforces this kind',
    ]);
    expect(verdict('ops/probe', 'shop/api')).toBe('allow');
  });

  test('kinds that are not judged are said', () => {
    const cilium = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'c', namespace: 'shop' },
      spec: {},
    };
    expect(world([...pods, cilium]).problems).toEqual([
      expect.stringContaining('CiliumNetworkPolicy shop/c: kinds of cilium.io are not judged'),
    ]);
  });

  test('a NetworkPolicy of Kubernetes beside them is asked in between', () => {
    const isolating = policy('shop/p', { ...app('api'), ingress: [{ from: [app('web')] }] });
    const { verdict } = world([
      ...pods,
      isolating,
      clusterPolicy('a', { subject: shop, ingress: [rule('Pass', ops)] }),
    ]);
    expect([verdict('shop/web', 'shop/api'), verdict('ops/probe', 'shop/api')]).toEqual(['allow', 'deny']);
  });
});

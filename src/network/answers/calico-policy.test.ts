import { describe, expect, test } from 'vitest';
import { clusterPolicy, namespace, node, pod, policy, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { gapsOf } from './gaps.ts';
import { why } from './why.ts';

type Fields = Readonly<Record<string, unknown>>;

const cluster: readonly KubernetesObject[] = [
  namespace('shop', { team: 'a' }),
  namespace('ops', { team: 'b' }),
  node('one', '192.168.0.1'),
  node('two', '192.168.0.2'),
  pod('shop/web', {
    labels: { app: 'web', tier: 'front' },
    ips: ['10.0.1.1', 'fd00::1'],
    ports: [{ name: 'http', containerPort: 80 }],
    spec: { nodeName: 'one' },
  }),
  pod('shop/db', { ips: ['10.0.1.2'], spec: { nodeName: 'one', serviceAccountName: 'reader' } }),
  pod('ops/probe', { ips: ['10.0.2.1'], spec: { nodeName: 'two' } }),
  {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'reader', namespace: 'shop', labels: { role: 'read' } },
  },
];

function calico(kind: string, place: string, spec: Fields, labels = {}): KubernetesObject {
  const [space = '', name] = place.split('/');
  const metadata = name === undefined ? { name: place, labels } : { name, namespace: space, labels };
  return { apiVersion: 'projectcalico.org/v3', kind, metadata, spec };
}

const web = "app == 'web'";
const own = (spec: Fields, name = 'web') =>
  calico('NetworkPolicy', `shop/${name}`, { selector: web, ...spec });
const wide = (spec: Fields, name = 'wide') => calico('GlobalNetworkPolicy', name, { selector: web, ...spec });
const tier = (name: string, spec: Fields) => calico('Tier', name, spec);
const into = (action: string, source: Fields = {}): Fields => ({
  types: ['Ingress'],
  ingress: [{ action, source }],
});
const under = (...objects: readonly KubernetesObject[]) => world([...cluster, ...objects], 'calico').verdict;
const native = (ingress: readonly Fields[]) =>
  policy('shop/native', { podSelector: { matchLabels: { app: 'web' } }, ingress });

// https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy
describe('the order of tiers and policies', () => {
  test('CA-01: tiers by order, those without one last; ties by name', () => {
    const allow = wide({ tier: 'x', ...into('Allow') }, 'x.allow');
    const deny = wide({ tier: 'y', ...into('Deny') }, 'y.deny');
    const first = (x: Fields, y: Fields) =>
      under(tier('x', x), tier('y', y), allow, deny)('shop/db', 'shop/web');
    expect(first({ order: 1 }, { order: 2 })).toBe('allow');
    expect(first({ order: 2 }, { order: 1 })).toBe('deny');
    expect(first({}, { order: 20_000_000 })).toBe('deny');
    expect(first({ order: 1 }, { order: 1 })).toBe('allow');
  });

  test('CA-01: policies by order, those without one last; rules in their order; Log goes on, Pass leaves the tier', () => {
    const at = (order: number | undefined) =>
      under(
        wide({ order: 5, ...into('Deny') }, 'deny'),
        wide({ ...(order !== undefined && { order }), ...into('Allow') }, 'allow'),
      )('shop/db', 'shop/web');
    expect([at(4), at(6), at(undefined)]).toEqual(['allow', 'deny', 'deny']);
    const rules = (...actions: readonly string[]) =>
      under(
        tier('x', { order: 1 }),
        wide({ tier: 'x', ingress: actions.map((action) => ({ action })) }, 'x.p'),
        wide(into('Deny'), 'below'),
      )('shop/db', 'shop/web');
    expect(rules('Allow', 'Deny')).toBe('allow');
    expect(rules('Log', 'Allow')).toBe('allow');
    expect(rules('Pass', 'Allow')).toBe('deny');
  });

  test('CA-02: a tier that selects the pod does its default action where no rule decides; others are skipped', () => {
    const nothing = wide({ tier: 'x', types: ['Ingress'] }, 'x.nothing');
    const below = own(into('Allow'));
    expect(under(tier('x', { order: 1 }), nothing, below)('shop/db', 'shop/web')).toBe('deny');
    const passing = tier('x', { order: 1, defaultAction: 'Pass' });
    expect(under(passing, nothing, below)('shop/db', 'shop/web')).toBe('allow');
    expect(under(tier('x', { order: 1 }), nothing)('shop/web', 'shop/db')).toBe('allow');
  });

  test('CA-03: a NetworkPolicy is a policy of the tier default with order 1000', () => {
    const at = (order: number) =>
      under(native([{}]), wide({ order, ...into('Deny') }))('shop/db', 'shop/web');
    expect([at(999), at(1_001)]).toEqual(['deny', 'allow']);
    const closed = under(native([]), own({ order: 2_000, ...into('Allow') }));
    expect(closed('shop/db', 'shop/web')).toBe('allow');
  });

  test('CA-03: cluster-wide kinds of Kubernetes stand at 1000 and 10,000,000', () => {
    const admin = clusterPolicy('admin', {
      ingress: [{ action: 'Accept', from: [{ namespaces: {} }] }],
    });
    const at = (order: number) =>
      under(
        admin,
        tier('x', { order }),
        wide({ tier: 'x', ...into('Deny') }, 'x.deny'),
      )('shop/db', 'shop/web');
    expect([at(999), at(1_001)]).toEqual(['deny', 'allow']);
    const baseline = clusterPolicy('base', {
      tier: 'Baseline',
      ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }],
    });
    const low = (order: number) =>
      under(
        baseline,
        tier('x', { order }),
        wide({ tier: 'x', ...into('Allow') }, 'x.a'),
      )('shop/db', 'shop/web');
    expect([low(9_999_999), low(10_000_001)]).toEqual(['allow', 'deny']);
  });

  test('CA-04: what no tier decides is allowed by the profile of the namespace', () => {
    expect(under(tier('x', { order: 1 }), own(into('Deny')))('ops/probe', 'shop/db')).toBe('allow');
  });

  test('a policy of a tier that does not exist does nothing, and is unknown where tiers were not all read', () => {
    const lost = wide({ tier: 'lost', ...into('Deny') }, 'lost.deny');
    const { verdict, problems } = world([...cluster, lost], 'calico');
    expect(verdict('shop/db', 'shop/web')).toBe('allow');
    expect(problems).toEqual([expect.stringContaining('there is no tier lost')]);
  });
});

describe('policies', () => {
  test('CA-05: types that are not given follow from the rules', () => {
    const both = (spec: Fields) => {
      const verdict = under(own(spec));
      return [verdict('shop/db', 'shop/web'), verdict('shop/web', 'shop/db')];
    };
    expect(both({})).toEqual(['deny', 'allow']);
    expect(both({ ingress: [{ action: 'Deny' }] })).toEqual(['deny', 'allow']);
    expect(both({ egress: [{ action: 'Deny' }] })).toEqual(['allow', 'deny']);
    expect(both({ ingress: [{ action: 'Deny' }], egress: [{ action: 'Deny' }] })).toEqual(['deny', 'deny']);
  });

  test('CA-06: staged kinds are said to be there, and nothing follows from them', () => {
    for (const kind of [
      'StagedNetworkPolicy',
      'StagedKubernetesNetworkPolicy',
      'StagedGlobalNetworkPolicy',
    ]) {
      const { verdict, problems } = world(
        [...cluster, calico(kind, kind.includes('Global') ? 's' : 'shop/s', into('Deny'))],
        'calico',
      );
      expect(verdict('shop/db', 'shop/web')).toBe('allow');
      expect(problems).toEqual([expect.stringContaining('it is staged')]);
    }
  });

  test('a global policy selects pods by their labels, namespaces and accounts', () => {
    const closes = (spec: Fields, place: string) =>
      under(wide({ selector: '', ...spec, types: ['Ingress'] }))('8.8.8.8', place);
    expect(closes({ namespaceSelector: "team == 'b'" }, 'ops/probe')).toBe('deny');
    expect(closes({ namespaceSelector: "team == 'b'" }, 'shop/db')).toBe('allow');
    expect(closes({ namespaceSelector: "projectcalico.org/name == 'ops'" }, 'ops/probe')).toBe('deny');
    expect(closes({ serviceAccountSelector: "role == 'read'" }, 'shop/db')).toBe('deny');
    expect(closes({ serviceAccountSelector: "role == 'read'" }, 'shop/web')).toBe('allow');
    expect(closes({ selector: "projectcalico.org/namespace == 'ops'" }, 'ops/probe')).toBe('deny');
  });

  test('CA-12: what concerns host endpoints is said and closes no pod', () => {
    for (const field of ['preDNAT', 'doNotTrack']) {
      const { verdict, problems } = world(
        [...cluster, wide({ ...into('Deny'), [field]: true, applyOnForward: true })],
        'calico',
      );
      expect(verdict('shop/db', 'shop/web')).toBe('allow');
      expect(problems).toEqual([expect.stringContaining('host endpoints')]);
    }
    const forwarded = world([...cluster, wide({ ...into('Deny'), applyOnForward: true })], 'calico');
    expect(forwarded.verdict('shop/db', 'shop/web')).toBe('deny');
  });

  test('CA-12: host endpoints are said not to be judged', () => {
    const endpoint = calico('HostEndpoint', 'one', { node: 'one', interfaceName: '*' });
    expect(world([...cluster, endpoint], 'calico').problems).toEqual([
      expect.stringMatching(/^network-kind-not-judged HostEndpoint one: .*nodes/),
    ]);
  });

  test('one object in both groups of one cluster is one, and what shows a NetworkPolicy is none', () => {
    const deny = own(into('Deny'));
    const stored = {
      ...deny,
      apiVersion: 'crd.projectcalico.org/v1',
      metadata: { ...deny.metadata, name: 'default.web' },
    };
    const shown = own({ selector: 'all()', ...into('Deny') }, 'knp.default.native');
    const { engine } = world([...cluster, deny, stored, shown, native([{}])], 'calico');
    expect(engine.policies.map(({ name }) => name).sort()).toEqual([
      'Calico NetworkPolicy shop/web',
      'NetworkPolicy shop/native',
    ]);
    expect(under(stored)('shop/db', 'shop/web')).toBe('deny');
  });

  test('PR-08: where nobody enforces them they are there and not enforced', () => {
    const { answer, problems } = world([...cluster, own(into('Deny'))], 'eks-vpc-cni');
    expect(answer('shop/db', 'shop/web').verdict).toBe('allow');
    expect(problems).toEqual([
      'network-policy-not-enforced NetworkPolicy shop/web: nobody in this cluster enforces this kind',
    ]);
  });

  test('PR-08: pods that they would select are told apart from those that nothing selects', () => {
    for (const profile of ['eks-vpc-cni', 'none'] as const) {
      const { engine } = world(
        [
          ...cluster,
          tier('x', { order: 1 }),
          wide({ tier: 'x', namespaceSelector: "team == 'a'", ...into('Deny') }),
        ],
        profile,
      );
      expect(gapsOf(engine).map(({ name, ingress, egress }) => [name, ingress, egress])).toEqual([
        ['probe', 'open', 'open'],
        ['db', 'open', 'open'],
        ['web', 'not-enforced', 'open'],
      ]);
    }
  });
});

// https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#entityrule
describe('rules', () => {
  const from = (source: Fields) => under(own(into('Allow', source)));
  const fromWide = (source: Fields) => under(wide(into('Allow', source)));

  test('CA-08: a selector takes ends that are known; notSelector those that are not, too', () => {
    expect(fromWide({ selector: 'all()' })('8.8.8.8', 'shop/web')).toBe('deny');
    expect(fromWide({ notSelector: "app == 'db'" })('8.8.8.8', 'shop/web')).toBe('allow');
    expect(fromWide({ notSelector: "app == 'db'" })('shop/db', 'shop/web')).toBe('deny');
    expect(from({ notSelector: "app == 'db'" })('8.8.8.8', 'shop/web')).toBe('deny');
  });

  test('CA-09: a namespaced policy speaks of its namespace unless it selects others; a global one of all', () => {
    const probe = { selector: "app == 'probe'" };
    expect(from(probe)('ops/probe', 'shop/web')).toBe('deny');
    expect(fromWide(probe)('ops/probe', 'shop/web')).toBe('allow');
    expect(from({ ...probe, namespaceSelector: 'all()' })('ops/probe', 'shop/web')).toBe('allow');
    expect(from({ namespaceSelector: "team == 'a'" })('ops/probe', 'shop/web')).toBe('deny');
    expect(from({ namespaceSelector: 'global()' })('ops/probe', 'shop/web')).toBe('deny');
    expect(from({ namespaceSelector: 'all()' })('8.8.8.8', 'shop/web')).toBe('deny');
  });

  test('CA-10: nets match pods and nodes, and an address stands for itself', () => {
    expect(from({ nets: ['10.0.1.0/24'] })('shop/db', 'shop/web')).toBe('allow');
    expect(from({ nets: ['10.0.2.1'] })('ops/probe', 'shop/web')).toBe('allow');
    expect(from({ notNets: ['10.0.0.0/8'] })('shop/db', 'shop/web')).toBe('deny');
    expect(from({ notNets: ['10.0.0.0/8'] })('192.168.0.2', 'shop/web')).toBe('allow');
    expect(from({ nets: ['10.0.0.0/8'], notNets: ['10.0.2.0/24'] })('ops/probe', 'shop/web')).toBe('deny');
  });

  test('CA-10: ports are numbers, ranges and names; notPorts are all others', () => {
    const to = (destination: Fields) =>
      under(own({ ingress: [{ action: 'Allow', protocol: 'TCP', destination }] }));
    const ports = (destination: Fields) =>
      [79, 80, 81].map((port) => to(destination)('shop/db', 'shop/web', port));
    expect(ports({ ports: [80] })).toEqual(['deny', 'allow', 'deny']);
    expect(ports({ ports: ['80:81'] })).toEqual(['deny', 'allow', 'allow']);
    expect(ports({ ports: ['http'] })).toEqual(['deny', 'allow', 'deny']);
    expect(ports({ notPorts: ['http', 79] })).toEqual(['deny', 'deny', 'allow']);
    expect(to({ ports: [80] })('shop/db', 'shop/web', 80, 'UDP')).toBe('deny');
    const out = under(
      own({
        selector: "app == 'db'",
        egress: [{ action: 'Allow', protocol: 'TCP', destination: { notPorts: ['http'] } }],
      }),
    );
    expect([out('shop/db', 'shop/web', 80), out('shop/db', 'ops/probe', 80)]).toEqual(['deny', 'allow']);
  });

  test('CA-10: a port at the source is not known before a connection is made', () => {
    const rule = { action: 'Allow', protocol: 'TCP', source: { ports: [1024] } };
    expect(under(own({ ingress: [rule] }))('shop/db', 'shop/web')).toBe('unknown');
    const deny = under(own({ ingress: [{ ...rule, action: 'Deny' }, { action: 'Deny' }] }));
    expect(deny('shop/db', 'shop/web')).toBe('deny');
  });

  test('CA-11: accounts by name and by selector, both of which must hold', () => {
    const by = (serviceAccounts: Fields) => from({ serviceAccounts })('shop/db', 'shop/web');
    expect(by({ names: ['reader'] })).toBe('allow');
    expect(by({ names: ['default'] })).toBe('deny');
    expect(by({ selector: "role == 'read'" })).toBe('allow');
    expect(by({ names: ['reader'], selector: "role == 'write'" })).toBe('deny');
  });

  test('CA-11: a Service stands for its endpoints, with their ports where it is called', () => {
    const slice: KubernetesObject = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'db-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'db' } },
      endpoints: [{ addresses: ['10.0.1.2'] }],
      ports: [{ protocol: 'TCP', port: 5432 }],
    };
    const service: KubernetesObject = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { selector: { app: 'db' }, ports: [{ port: 1, targetPort: 5432 }] },
    };
    const services = { services: { name: 'db', namespace: 'shop' } };
    const calls = own({ egress: [{ action: 'Allow', destination: services }] });
    for (const behind of [slice, service]) {
      const verdict = under(calls, behind);
      expect(verdict('shop/web', 'shop/db', 5432)).toBe('allow');
      expect(verdict('shop/web', 'shop/db', 80)).toBe('deny');
      expect(verdict('shop/web', 'ops/probe', 5432)).toBe('deny');
      expect(under(own(into('Allow', services)), behind)('shop/db', 'shop/web')).toBe('allow');
    }
    expect(under(calls)('shop/web', 'shop/db', 5432)).toBe('deny');
    const overUdp = own({ egress: [{ action: 'Allow', protocol: 'UDP', destination: services }] });
    expect(under(overUdp, slice)('shop/web', 'shop/db', 5432)).toBe('deny');
  });

  test('CA-13: protocols by name and number; ICMP is none that has ports', () => {
    const by = (rule: Fields) => {
      const verdict = under(own({ ingress: [{ action: 'Allow', ...rule }] }));
      return (['TCP', 'UDP'] as const).map((protocol) => verdict('shop/db', 'shop/web', 80, protocol));
    };
    expect(by({ protocol: 6 })).toEqual(['allow', 'deny']);
    expect(by({ protocol: 'UDP' })).toEqual(['deny', 'allow']);
    expect(by({ notProtocol: 'TCP' })).toEqual(['deny', 'allow']);
    expect(by({ protocol: 'ICMP', icmp: { type: 8, code: 0 } })).toEqual(['deny', 'deny']);
    expect(by({ protocol: 47 })).toEqual(['deny', 'deny']);
    expect(by({ notProtocol: 'ICMP' })).toEqual(['allow', 'allow']);
  });

  test('CA-13: a pod to which ICMP is denied does not allow everything', () => {
    const denies = [{ action: 'Deny', protocol: 'ICMP', icmp: { type: 8 } }, { action: 'Allow' }];
    const isolation = (rules: readonly Fields[]) => {
      const gaps = gapsOf(world([...cluster, own({ ingress: rules })], 'calico').engine);
      return gaps.find(({ name }) => name === 'web')?.ingress;
    };
    expect(isolation(denies)).toBe('isolated');
    expect(isolation([{ action: 'Allow' }])).toBe('allows-all');
  });

  test('CA-14: sets of networks are taken by their labels, those of a namespace where it is meant', () => {
    const dns = calico('GlobalNetworkSet', 'dns', { nets: ['8.8.8.0/24'] }, { kind: 'dns' });
    const near = calico('NetworkSet', 'shop/near', { nets: ['9.9.9.9'] }, { kind: 'dns' });
    const by = (kind: typeof own, source: Fields) => {
      const verdict = under(kind(into('Allow', source)), dns, near);
      return ['8.8.8.8', '9.9.9.9', '1.1.1.1'].map((address) => verdict(address, 'shop/web'));
    };
    const selector = "kind == 'dns'";
    expect(by(wide, { selector })).toEqual(['allow', 'allow', 'deny']);
    expect(by(own, { selector })).toEqual(['deny', 'allow', 'deny']);
    expect(by(own, { selector, namespaceSelector: 'global()' })).toEqual(['allow', 'deny', 'deny']);
  });

  test('ipVersion takes connections of one family', () => {
    const verdict = under(own({ ingress: [{ action: 'Allow', ipVersion: 6 }] }));
    expect([verdict('2001:db8::1', 'fd00::1'), verdict('8.8.8.8', '10.0.1.1')]).toEqual(['allow', 'deny']);
  });

  test('what a rule asks of the pod that the policy protects must hold as well', () => {
    const to = (destination: Fields) =>
      under(own({ selector: 'all()', ingress: [{ action: 'Allow', destination }] }));
    expect(to({ selector: web })('ops/probe', 'shop/web')).toBe('allow');
    expect(to({ selector: web })('ops/probe', 'shop/db')).toBe('deny');
    expect(to({ nets: ['10.0.1.1/32'] })('ops/probe', 'shop/db')).toBe('deny');
  });

  test('http narrows what is said on a connection that opens', () => {
    const rule = { action: 'Allow', http: { methods: ['GET'] } };
    expect(under(own({ ingress: [rule] }))('shop/db', 'shop/web')).toBe('allow');
  });

  test('HO-02: pods in the network of their node are taken by nets and by no selector', () => {
    const agent = pod('shop/agent', {
      ips: ['192.168.0.2'],
      hostNetwork: true,
      spec: { nodeName: 'two', hostNetwork: true },
    });
    const by = (source: Fields) => under(own(into('Allow', source)), agent)('shop/agent', 'shop/web');
    expect(by({ selector: "app == 'agent'" })).toBe('deny');
    expect(by({ nets: ['192.168.0.0/24'] })).toBe('allow');
    expect(under(wide({ selector: 'all()', types: ['Ingress'] }), agent)('shop/db', 'shop/agent')).toBe(
      'allow',
    );
  });
});

describe('what is not known', () => {
  const declared = [...cluster, pod('shop/new', { labels: { app: 'new' } })];

  test('an address that is not known is unknown where it decides, and not where both ways end alike', () => {
    const ask = (rules: readonly Fields[]) =>
      world([...declared, own({ ingress: rules })], 'calico').verdict('shop/new', 'shop/web');
    const net = { source: { nets: ['10.0.9.0/24'] } };
    expect(ask([{ action: 'Allow', ...net }])).toBe('unknown');
    expect(ask([{ action: 'Deny', ...net }, { action: 'Allow' }])).toBe('unknown');
    expect(ask([{ action: 'Allow', ...net }, { action: 'Allow' }])).toBe('allow');
    expect(ask([{ action: 'Pass', ...net }, { action: 'Allow' }])).toBe('unknown');
  });
});

describe('bad input', () => {
  test.for<[Fields, string]>([
    [{ selector: 'app = "web"' }, 'spec.selector: is no selector'],
    [{ order: 'first' }, 'spec.order: must be a number'],
    [{ types: ['Inward'] }, 'spec.types[0]: must be Ingress or Egress'],
    [{ ingress: [{ action: 'Accept' }] }, 'spec.ingress[0].action: must be Allow, Deny, Pass or Log'],
    [{ ingress: [{ action: 'Allow', protocol: 'TPC' }] }, 'spec.ingress[0].protocol: must be'],
    [{ ingress: [{ action: 'Allow', ipVersion: 5 }] }, 'spec.ingress[0].ipVersion: must be 4 or 6'],
    [into('Allow', { nets: ['10.0.0.0/40'] }), 'spec.ingress[0].source.nets[0]: "10.0.0.0/40" is no CIDR'],
    [into('Allow', { selector: 'has(' }), 'spec.ingress[0].source.selector: is no selector'],
    [
      { ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: ['90:80'] } }] },
      'spec.ingress[0].destination.ports[0]: must be 0 to 65535',
    ],
  ])('%j protects nothing and is told', ([spec, message]) => {
    const { engine, problems } = world([...cluster, own(spec)], 'calico');
    expect(problems).toEqual([
      expect.stringContaining(`network-policy-invalid NetworkPolicy shop/web: ${message}`),
    ]);
    expect(engine.policies).toEqual([]);
  });

  test('a field that does not exist is doubted', () => {
    for (const [field, value] of Object.entries({
      podSelector: {},
      namespaceSelector: 'global()',
      preDNAT: true,
    }))
      expect(world([...cluster, own({ [field]: value })], 'calico').problems).toEqual([
        expect.stringContaining(`spec.${field}: no such field`),
      ]);
  });
});

describe('why', () => {
  const explain = (objects: readonly KubernetesObject[]) =>
    why(world([...cluster, ...objects], 'calico').engine, {
      source: { type: 'pod', namespace: 'ops', name: 'probe' },
      destination: { type: 'pod', namespace: 'shop', name: 'web' },
      protocol: 'TCP',
      port: 80,
    });

  test('names the tier that closes the pod, and the rule that is one term off', () => {
    const { ingress, reasons } = explain([
      own(into('Allow', { selector: "app == 'prob'", namespaceSelector: 'all()' })),
    ]);
    expect(ingress).toMatchObject({ verdict: 'deny', policies: ['Calico NetworkPolicy shop/web'] });
    expect(reasons.ingress.near).toEqual([
      {
        policy: 'Calico NetworkPolicy shop/web',
        place: 'ingress[0]',
        off: 'the port is right, and the labels of the peer do not satisfy app in (prob)',
      },
    ]);
  });

  test('names the rule that denies', () => {
    const { ingress } = explain([tier('x', { order: 1 }), wide({ tier: 'x', ...into('Deny') }, 'x.deny')]);
    expect(ingress).toEqual({
      verdict: 'deny',
      reason: 'ingress[0] denies it',
      policies: ['Calico GlobalNetworkPolicy x.deny'],
    });
  });
});

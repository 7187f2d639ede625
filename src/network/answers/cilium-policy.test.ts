import { describe, expect, test } from 'vitest';
import { app, namespace, node, pod, policy, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { NetworkEngine } from '../engine/network-engine.ts';
import { profiles } from '../profile.ts';
import { ask } from './ask.ts';
import { gapsOf } from './gaps.ts';

/** The rules of Cilium: https://docs.cilium.io/en/stable/security/policy/language/ */
const on = (nodeName: string, account?: string) => ({
  spec: { nodeName, ...(account !== undefined && { serviceAccountName: account }) },
});
const cluster = [
  namespace('shop', { team: 'a' }),
  namespace('ops', { team: 'b' }),
  node('one', '192.168.0.1'),
  node('two', '192.168.0.2'),
  pod('shop/web', {
    ips: ['10.0.0.1', 'fd00::1'],
    ports: [{ name: 'http', containerPort: 8080 }],
    ...on('one'),
  }),
  pod('shop/db', { ips: ['10.0.0.2'], ...on('two', 'database') }),
  pod('ops/probe', { ips: ['10.0.1.1'], ...on('two') }),
];

function cilium(place: string, spec: object): KubernetesObject {
  const [space, name] = place.split('/');
  return {
    apiVersion: 'cilium.io/v2',
    kind: name === undefined ? 'CiliumClusterwideNetworkPolicy' : 'CiliumNetworkPolicy',
    metadata: name === undefined ? { name: place } : { name, namespace: space as string },
    spec,
  };
}

const labels = (name: string) => ({ matchLabels: { app: name } });
const web = (spec: object, name = 'web') =>
  cilium(`shop/${name}`, { endpointSelector: labels('web'), ...spec });
const under = (...policies: KubernetesObject[]) => world([...cluster, ...policies], 'cilium').verdict;
const ports = (...list: object[]) => ({ toPorts: [{ ports: list }] });

describe('isolation', () => {
  test('CI-01: a rule isolates in the directions of its sections, and no other', () => {
    const verdict = under(web({ ingress: [{ fromEndpoints: [labels('db')] }] }));
    expect([verdict('shop/db', 'shop/web'), verdict('ops/probe', 'shop/web')]).toEqual(['allow', 'deny']);
    expect(verdict('shop/web', 'ops/probe')).toBe('allow');
  });

  test('CI-01: enable-policy always closes pods that no policy selects', () => {
    const always = { ...profiles.cilium, options: { ...profiles.cilium.options, isolatesAll: true } };
    const { engine } = world(cluster, 'cilium');
    const closed = new NetworkEngine(engine.cluster, always);
    const pods = (name: string) => ({ type: 'pod' as const, namespace: 'shop', name });
    const question = { source: pods('db'), destination: pods('web'), protocol: 'TCP' as const, port: 80 };
    expect(ask(closed, question).verdict).toBe('deny');
    const [first] = closed.pods;
    expect(first && closed.row(closed.universe.classOf(first), 'ingress')).toEqual([]);
  });

  test('CI-02: enableDefaultDeny false keeps it open, and any other that isolates closes it', () => {
    const mild = web({ enableDefaultDeny: { ingress: false }, ingress: [{ fromEndpoints: [labels('db')] }] });
    expect(under(mild)('ops/probe', 'shop/web')).toBe('allow');
    const strict = web({ ingress: [{}] }, 'strict');
    expect(under(mild, strict)('ops/probe', 'shop/web')).toBe('deny');
    expect(under(mild, strict)('shop/db', 'shop/web')).toBe('allow');
  });

  test('CI-04: what denies wins over what allows, in NetworkPolicy too', () => {
    const deny = web({ ingressDeny: [{ fromEndpoints: [labels('db')] }] });
    const allow = policy('shop/all', { podSelector: {}, ingress: [{}] });
    const { answer } = world([...cluster, deny, allow], 'cilium');
    expect(answer('shop/db', 'shop/web').ingress).toMatchObject({
      verdict: 'deny',
      policies: ['CiliumNetworkPolicy shop/web'],
    });
    expect(answer('ops/probe', 'shop/web').verdict).toBe('allow');
  });

  test('CI-05: the table of the documentation: to allow all, to deny port 80, to deny all', () => {
    const from = { fromEntities: ['all'] };
    const allow = { ingress: [from] };
    const deny80 = { ingressDeny: [{ ...from, ...ports({ port: '80', protocol: 'TCP' }) }] };
    const at = (spec: object, port: number) => under(web(spec))('ops/probe', 'shop/web', port);
    expect([at({ ...allow, ...deny80 }, 80), at({ ...allow, ...deny80 }, 81)]).toEqual(['deny', 'allow']);
    expect(at({ ...allow, ingressDeny: [from] }, 81)).toBe('deny');
    expect([at(deny80, 80), at(deny80, 81)]).toEqual(['deny', 'deny']);
  });

  test('CI-07: an empty rule isolates and allows nothing; an empty selector is the own namespace', () => {
    expect(under(web({ ingress: [{}] }))('shop/db', 'shop/web')).toBe('deny');
    const own = under(web({ ingress: [{ fromEndpoints: [{}] }] }));
    expect([own('shop/db', 'shop/web'), own('ops/probe', 'shop/web'), own('8.8.8.8', 'shop/web')]).toEqual([
      'allow',
      'deny',
      'deny',
    ]);
    const wide = under(cilium('wide', { endpointSelector: {}, ingress: [{ fromEndpoints: [{}] }] }));
    expect([wide('ops/probe', 'shop/web'), wide('8.8.8.8', 'shop/web')]).toEqual(['allow', 'deny']);
  });

  test('HO-01: the own node is let in unless a rule denies it', () => {
    expect(under(web({ ingress: [{}] }))('192.168.0.1', 'shop/web')).toBe('allow');
    expect(under(web({ ingress: [{}] }))('192.168.0.2', 'shop/web')).toBe('deny');
    expect(under(web({ ingressDeny: [{ fromEntities: ['host'] }] }))('192.168.0.1', 'shop/web')).toBe('deny');
  });
});

describe('peers', () => {
  test('CI-09: the own namespace unless a selector names another, by its name or its labels', () => {
    const of = (matchLabels: object) =>
      under(web({ ingress: [{ fromEndpoints: [{ matchLabels }] }] }))('ops/probe', 'shop/web');
    expect(of({ app: 'probe' })).toBe('deny');
    expect(of({ app: 'probe', 'k8s:io.kubernetes.pod.namespace': 'ops' })).toBe('allow');
    expect(of({ 'io.cilium.k8s.namespace.labels.team': 'b' })).toBe('allow');
    expect(of({ 'io.cilium.k8s.namespace.labels.team': 'a' })).toBe('deny');
  });

  test('CI-15: entities', () => {
    const from = (entity: string) => under(web({ ingress: [{ fromEntities: [entity] }] }));
    const sources = ['8.8.8.8', '2001:db8::1', 'ops/probe', '192.168.0.2'];
    const asked = (entity: string) => sources.map((source) => from(entity)(source, 'shop/web'));
    expect(asked('world')).toEqual(['allow', 'allow', 'deny', 'deny']);
    expect(asked('world-ipv4')).toEqual(['allow', 'deny', 'deny', 'deny']);
    expect(asked('cluster')).toEqual(['deny', 'deny', 'allow', 'allow']);
    expect(asked('remote-node')).toEqual(['deny', 'deny', 'deny', 'allow']);
    expect(asked('all')).toEqual(['allow', 'allow', 'allow', 'allow']);
    expect(asked('none')).toEqual(['deny', 'deny', 'deny', 'deny']);
  });

  test('CI-15: of own node and others any node is one, wherever the pod runs', () => {
    const egress = policy('shop/out', { ...app('loose'), policyTypes: ['Egress'] });
    const out = cilium('shop/nodes', {
      endpointSelector: labels('loose'),
      egress: [{ toEntities: ['host', 'remote-node'] }],
    });
    const loose = [pod('shop/loose', { ips: ['10.0.0.9'] }), egress];
    expect(under(...loose, out)('shop/loose', '192.168.0.2')).toBe('allow');
    const remote = cilium('shop/nodes', {
      endpointSelector: labels('loose'),
      egress: [{ toEntities: ['remote-node'] }],
    });
    expect(under(...loose, remote)('shop/loose', '192.168.0.2')).toBe('unknown');
  });

  test('CI-16: whether what comes from an address is the API server is not known either, and no pod is it', () => {
    const verdict = under(web({ ingress: [{ fromEntities: ['kube-apiserver'] }] }));
    expect(['8.8.8.8', '192.168.0.2', 'ops/probe'].map((source) => verdict(source, 'shop/web'))).toEqual([
      'unknown',
      'unknown',
      'deny',
    ]);
  });

  test('CI-15: whether an address is of the API server is not known', () => {
    const verdict = under(web({ egress: [{ toEntities: ['kube-apiserver'] }] }));
    expect([verdict('shop/web', '8.8.8.8'), verdict('shop/web', 'shop/db')]).toEqual(['unknown', 'deny']);
  });

  test('CI-17: blocks of addresses select no pods and no nodes; except cuts its own', () => {
    const verdict = under(web({ egress: [{ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['8.8.0.0/16'] }] }] }));
    expect(
      ['9.9.9.9', '8.8.8.8', 'ops/probe', '192.168.0.2'].map((place) => verdict('shop/web', place)),
    ).toEqual(['allow', 'deny', 'deny', 'deny']);
    expect(under(web({ egress: [{ toCIDR: ['9.9.9.9'] }] }))('shop/web', '9.9.9.9')).toBe('allow');
  });

  test('CI-18: which addresses a name has is not known, and no pod is one', () => {
    const verdict = under(
      web({ egress: [{ toFQDNs: [{ matchName: 'example.com' }], ...ports({ port: '443' }) }] }),
    );
    expect([
      verdict('shop/web', '8.8.8.8', 443),
      verdict('shop/web', '8.8.8.8', 80),
      verdict('shop/web', 'ops/probe', 443),
    ]).toEqual(['unknown', 'deny', 'deny']);
  });

  test('CI-21: pods by their account', () => {
    const account = { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'database' } };
    const verdict = under(web({ ingress: [{ fromEndpoints: [account] }] }));
    expect([verdict('shop/db', 'shop/web'), verdict('shop/web', 'shop/web')]).toEqual(['allow', 'allow']);
    const other = { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': 'default' } };
    expect(under(web({ ingress: [{ fromEndpoints: [other] }] }))('shop/db', 'shop/web')).toBe('deny');
  });
});

describe('ports', () => {
  const at = (rule: object, port: number, protocol: 'TCP' | 'UDP' | 'SCTP' = 'TCP') =>
    under(web({ ingress: [rule] }))('ops/probe', 'shop/web', port, protocol);

  test('CI-12: ports without peers are for everybody, peers without ports on every port', () => {
    expect(at(ports({ port: '80', protocol: 'TCP' }), 80)).toBe('allow');
    expect(at(ports({ port: '80', protocol: 'TCP' }), 81)).toBe('deny');
    expect(at({ fromEntities: ['cluster'] }, 4242, 'SCTP')).toBe('allow');
  });

  test('CI-13: icmps open no port', () => {
    expect(at({ fromEntities: ['all'], icmps: [{ fields: [{ type: 8 }] }] }, 80)).toBe('deny');
  });

  test('CI-14: any protocol where none is said, 0 for every port, ranges, names in lower case', () => {
    expect([at(ports({ port: '80' }), 80, 'UDP'), at(ports({ port: '80' }), 80, 'SCTP')]).toEqual([
      'allow',
      'allow',
    ]);
    expect([
      at(ports({ port: '0', protocol: 'TCP' }), 9),
      at(ports({ port: '0', protocol: 'TCP' }), 9, 'UDP'),
    ]).toEqual(['allow', 'deny']);
    expect([at(ports({ port: '80', endPort: 90 }), 90), at(ports({ port: '80', endPort: 90 }), 91)]).toEqual([
      'allow',
      'deny',
    ]);
    expect([at(ports({ port: 'HTTP' }), 8080), at(ports({ port: 'HTTP' }), 80)]).toEqual(['allow', 'deny']);
  });

  test('CI-03: without a default deny a rule of layer 7 closes nothing, and narrows what is said on its port', () => {
    const http = [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }];
    const verdict = under(
      web({ ingress: [{ fromEndpoints: [{}], toPorts: http }], enableDefaultDeny: { ingress: false } }),
    );
    expect([verdict('shop/db', 'shop/web', 80), verdict('ops/probe', 'shop/web', 81)]).toEqual([
      'allow',
      'allow',
    ]);
  });

  test('rules of layer 7 narrow what is said, and the connection opens', () => {
    const http = {
      toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }], rules: { http: [{ method: 'GET' }] } }],
    };
    expect([at(http, 80), at(http, 81)]).toEqual(['allow', 'deny']);
  });
});

test('CI-18: a pod that is let out to names gets to some, or to what is not known where every name is meant', () => {
  const grade = (egress: readonly object[]) => {
    const gaps = gapsOf(world([...cluster, web({ egress })], 'cilium').engine);
    return gaps.find(({ name }) => name === 'web')?.internet;
  };
  expect(grade([{ toFQDNs: [{ matchName: 'example.com' }] }])).toBe('some-names');
  expect(grade([{ toFQDNs: [{ matchPattern: '*' }] }])).toBe('unknown');
  expect(grade([{ toFQDNs: [{ matchName: 'example.com' }] }, { toEntities: ['kube-apiserver'] }])).toBe(
    'unknown',
  );
  expect(grade([{ toEndpoints: [{}] }])).toBe('none');
});

describe('what is looked up', () => {
  const group = (name: string, externalCIDRs: readonly string[], own = {}) => ({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumCIDRGroup',
    metadata: { name, labels: own },
    spec: { externalCIDRs },
  });

  test('CI-17: groups of blocks by name and by label; a group that is not there takes nobody', () => {
    const groups = [group('dns', ['8.8.8.0/24'], { kind: 'dns' }), group('other', ['9.9.9.9/32'])];
    const by = (...toCIDRSet: object[]) => {
      const verdict = under(web({ egress: [{ toCIDRSet }] }), ...groups);
      return ['8.8.8.8', '9.9.9.9'].map((address) => verdict('shop/web', address));
    };
    expect(by({ cidrGroupRef: 'dns' })).toEqual(['allow', 'deny']);
    expect(by({ cidrGroupRef: 'dns', except: ['8.8.8.8/32'] })).toEqual(['deny', 'deny']);
    expect(by({ cidrGroupRef: 'none' })).toEqual(['deny', 'deny']);
    expect(by({ cidrGroupSelector: { matchLabels: { kind: 'dns' } } })).toEqual(['allow', 'deny']);
    expect(by({ cidrGroupSelector: {} })).toEqual(['allow', 'allow']);
  });

  test('CI-19: a Service stands for the pods that it selects, or for addresses that are no pods', () => {
    const service = (name: string, spec: object) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'shop', labels: { name } },
      spec,
    });
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'outer-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'outer' } },
      endpoints: [{ addresses: ['8.8.8.8'] }],
    };
    const by = (entry: object) => {
      const verdict = under(
        web({ egress: [{ toServices: [entry] }] }),
        service('db', { selector: { app: 'db' } }),
        service('outer', {}),
        slice,
      );
      return ['shop/db', 'ops/probe', '8.8.8.8'].map((place) => verdict('shop/web', place));
    };
    expect(by({ k8sService: { serviceName: 'db' } })).toEqual(['allow', 'deny', 'deny']);
    expect(by({ k8sService: { serviceName: 'db', namespace: 'ops' } })).toEqual(['deny', 'deny', 'deny']);
    expect(by({ k8sService: { serviceName: 'outer' } })).toEqual(['deny', 'deny', 'allow']);
    const selector = { matchLabels: { name: 'outer' } };
    expect(by({ k8sServiceSelector: { selector } })).toEqual(['deny', 'deny', 'allow']);
  });

  test('CI-13: icmps open no port', () => {
    const icmp = web({
      ingress: [{ fromEntities: ['all'], icmps: [{ fields: [{ type: 8, family: 'IPv4' }] }] }],
    });
    expect(under(icmp)('shop/db', 'shop/web')).toBe('deny');
  });
});

describe('what is not judged', () => {
  test.each([
    ['CI-11: fields that may not be combined', { egress: [{ toEndpoints: [{}], toCIDR: ['8.8.8.8/32'] }] }],
    ['CI-20: groups of a cloud', { egress: [{ toGroups: [{ aws: {} }] }] }],
    ['CI-06: a denial by names', { egressDeny: [{ toFQDNs: [{ matchName: 'a.example' }] }] }],
    [
      'CI-06: a denial by layer 7',
      { egressDeny: [{ toPorts: [{ ports: [{ port: '80' }], rules: { http: [{ method: 'GET' }] } }] }] },
    ],
    ['CI-22: authentication', { egress: [{ toEndpoints: [{}], authentication: { mode: 'required' } }] }],
    ['CI-20: requirements', { egress: [{ toRequires: [labels('db')] }] }],
  ])('%s: the pods that it may cover are unknown', (_, spec) => {
    const { verdict, problems } = world([...cluster, web(spec)], 'cilium');
    expect([verdict('shop/web', '8.8.8.8'), verdict('ops/probe', '8.8.8.8')]).toEqual(['unknown', 'allow']);
    expect(problems).toEqual([
      expect.stringContaining('network-kind-not-judged CiliumNetworkPolicy shop/web'),
    ]);
  });

  test('CI-10: policies of nodes leave pods as they are', () => {
    const host = cilium('host', { nodeSelector: {}, ingress: [{}] });
    const { verdict, problems } = world([...cluster, host], 'cilium');
    expect(verdict('ops/probe', 'shop/web')).toBe('allow');
    expect(problems).toEqual([expect.stringContaining('nodeSelector')]);
  });

  test('another plugin does not enforce it', () => {
    const { verdict, problems } = world(
      [...cluster, web({ ingress: [{}] }), policy('shop/db', { ...app('db') })],
      'calico',
    );
    expect(verdict('shop/db', 'shop/web')).toBe('allow');
    expect(problems).toEqual([expect.stringContaining('nobody in this cluster enforces this kind')]);
  });
});

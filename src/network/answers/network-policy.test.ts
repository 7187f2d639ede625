import { describe, expect, test } from 'vitest';
import { app, namespace, node, pod, policy, world } from '../../../testkit/network/small-world.ts';

// https://kubernetes.io/docs/concepts/services-networking/network-policies/
// https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/

const pods = [
  namespace('shop', { team: 'shop' }),
  namespace('ops', { team: 'ops' }),
  pod('shop/web', { ips: ['10.1.0.1'] }),
  pod('shop/api', { ips: ['10.1.0.2'], ports: [{ name: 'http', containerPort: 8080 }] }),
  pod('shop/db', { ips: ['10.1.0.3'] }),
  pod('ops/probe', { ips: ['10.2.0.1'] }),
];
const denyAll = policy('shop/deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const isolated = (...rules: unknown[]) =>
  policy('shop/in', { ...app('api'), policyTypes: ['Ingress'], ingress: rules });
const from = (...peers: unknown[]) => isolated({ from: peers });

describe('selection and isolation', () => {
  test('NP-01: a pod that no policy selects reaches and is reached', () => {
    const { answer } = world(pods);
    expect(answer('shop/web', 'ops/probe')).toMatchObject({
      verdict: 'allow',
      egress: { reason: 'no policy isolates it' },
      ingress: { reason: 'no policy isolates it' },
    });
    expect(world(pods).verdict('8.8.8.8', 'shop/api')).toBe('allow');
    expect(world(pods).verdict('shop/api', '8.8.8.8')).toBe('allow');
  });

  test('NP-02: type Ingress isolates ingress alone, and Egress egress alone', () => {
    const inward = world([...pods, isolated()]);
    expect([inward.verdict('shop/web', 'shop/api'), inward.verdict('shop/api', 'shop/web')]).toEqual([
      'deny',
      'allow',
    ]);
    const outward = world([...pods, policy('shop/out', { ...app('api'), policyTypes: ['Egress'] })]);
    expect([outward.verdict('shop/web', 'shop/api'), outward.verdict('shop/api', 'shop/web')]).toEqual([
      'allow',
      'deny',
    ]);
  });

  test('NP-03: both sides must allow', () => {
    const egress = policy('shop/out', {
      ...app('web'),
      policyTypes: ['Egress'],
      egress: [{ to: [app('api')] }],
    });
    expect(world([...pods, egress]).verdict('shop/web', 'shop/api')).toBe('allow');
    expect(world([...pods, egress, isolated()]).answer('shop/web', 'shop/api')).toMatchObject({
      verdict: 'deny',
      egress: { verdict: 'allow', policies: ['NetworkPolicy shop/out'] },
      ingress: { verdict: 'deny', policies: ['NetworkPolicy shop/in'] },
    });
  });

  test('NP-04: policies add to each other, and none takes away what another gave', () => {
    const one = policy('shop/one', { ...app('api'), ingress: [{ from: [app('web')] }] });
    const two = policy('shop/two', { ...app('api'), ingress: [{ from: [app('db')] }] });
    const { verdict } = world([...pods, denyAll, one, two]);
    const open = policy('shop/open', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] });
    expect(verdict('shop/web', 'shop/api')).toBe('deny');
    const both = world([...pods, denyAll, one, two, open]);
    expect([both.verdict('shop/web', 'shop/api'), both.verdict('shop/db', 'shop/api')]).toEqual([
      'allow',
      'allow',
    ]);
    expect(both.verdict('ops/probe', 'shop/api')).toBe('deny');
  });

  test.each([[{ podSelector: {} }], [{}]])(
    'NP-05: %j selects every pod of its namespace and none elsewhere',
    (selector) => {
      const { verdict } = world([...pods, policy('shop/all', { ...selector, policyTypes: ['Ingress'] })]);
      expect(['shop/web', 'shop/api', 'shop/db'].map((to) => verdict('ops/probe', to))).toEqual([
        'deny',
        'deny',
        'deny',
      ]);
      expect(verdict('shop/web', 'ops/probe')).toBe('allow');
    },
  );

  test('NP-06, NP-07: without policyTypes it is Ingress, and Egress where there is an egress rule', () => {
    const none = world([...pods, policy('shop/p', { podSelector: {} })]);
    expect([none.verdict('ops/probe', 'shop/web'), none.verdict('shop/web', 'ops/probe')]).toEqual([
      'deny',
      'allow',
    ]);
    const empty = world([...pods, policy('shop/p', { podSelector: {}, egress: [] })]);
    expect(empty.verdict('shop/web', 'ops/probe')).toBe('allow');
    const ruled = world([...pods, policy('shop/p', { podSelector: {}, egress: [{ to: [app('db')] }] })]);
    expect(ruled.verdict('shop/web', 'ops/probe')).toBe('deny');
  });

  test('NP-08: an ingress section is ignored where policyTypes names Egress alone, and that is said', () => {
    const { verdict, problems } = world([
      ...pods,
      policy('shop/p', { ...app('api'), policyTypes: ['Egress'], ingress: [{ from: [app('web')] }] }),
    ]);
    expect([verdict('ops/probe', 'shop/api'), verdict('shop/api', 'shop/web')]).toEqual(['allow', 'deny']);
    expect(problems).toEqual([
      'network-policy-doubtful NetworkPolicy shop/p: spec.ingress: policyTypes does not name Ingress, so that it is ignored',
    ]);
  });

  test('NP-09: an empty list denies all, and a rule without peers and ports allows all', () => {
    const empty = world([...pods, isolated()]);
    const open = world([...pods, isolated({})]);
    expect([empty.verdict('shop/web', 'shop/api'), empty.verdict('8.8.8.8', 'shop/api')]).toEqual([
      'deny',
      'deny',
    ]);
    expect([open.verdict('shop/web', 'shop/api'), open.verdict('8.8.8.8', 'shop/api')]).toEqual([
      'allow',
      'allow',
    ]);
  });

  test('NP-10: a rule with an empty list of peers matches everybody, outside the cluster too', () => {
    const { verdict } = world([...pods, isolated({ from: [], ports: [{ port: 80 }] })]);
    expect([
      verdict('ops/probe', 'shop/api'),
      verdict('8.8.8.8', 'shop/api'),
      verdict('8.8.8.8', 'shop/api', 81),
    ]).toEqual(['allow', 'allow', 'deny']);
  });

  test('NP-11: a rule without ports matches every port of every protocol', () => {
    const { verdict } = world([...pods, isolated({ from: [app('web')], ports: [] })]);
    expect([
      verdict('shop/web', 'shop/api', 1),
      verdict('shop/web', 'shop/api', 65_535, 'UDP'),
      verdict('shop/web', 'shop/api', 7, 'SCTP'),
    ]).toEqual(['allow', 'allow', 'allow']);
  });

  test('NP-12: peers and ports of one rule must both match; rules, peers and ports of a list are alternatives', () => {
    const { verdict } = world([
      ...pods,
      isolated(
        { from: [app('web')], ports: [{ port: 80 }, { port: 443 }] },
        { from: [app('db')], ports: [{ port: 9 }] },
      ),
    ]);
    expect([80, 443, 9].map((port) => verdict('shop/web', 'shop/api', port))).toEqual([
      'allow',
      'allow',
      'deny',
    ]);
    expect([80, 9].map((port) => verdict('shop/db', 'shop/api', port))).toEqual(['deny', 'allow']);
  });

  test('NP-14: a policy that selects nobody does nothing', () => {
    const { verdict } = world([
      ...pods,
      policy('shop/p', { ...app('nobody'), policyTypes: ['Ingress', 'Egress'] }),
    ]);
    expect(verdict('ops/probe', 'shop/api')).toBe('allow');
  });

  test('NP-15: a policy holds in a namespace that is not in the input, which has its name as a label', () => {
    const objects = [
      pod('lost/a'),
      pod('shop/web'),
      policy('lost/p', {
        podSelector: {},
        ingress: [
          { from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } } }] },
        ],
      }),
      pod('ops/probe'),
    ];
    const { verdict } = world(objects);
    expect([verdict('shop/web', 'lost/a'), verdict('ops/probe', 'lost/a')]).toEqual(['allow', 'deny']);
  });

  test('NP-16: no rule is needed for the way back', () => {
    const { verdict } = world([...pods, from(app('web'))]);
    expect(verdict('shop/web', 'shop/api')).toBe('allow');
  });
});

describe('peers', () => {
  test("PE-01, PE-05: podSelector alone means pods of the policy's own namespace", () => {
    const { verdict } = world([...pods, pod('ops/web', { ips: ['10.2.0.2'] }), from(app('web'))]);
    expect([verdict('shop/web', 'shop/api'), verdict('ops/web', 'shop/api')]).toEqual(['allow', 'deny']);
    const own = world([...pods, from({ podSelector: {} })]);
    expect([own.verdict('shop/db', 'shop/api'), own.verdict('ops/probe', 'shop/api')]).toEqual([
      'allow',
      'deny',
    ]);
  });

  test('PE-02, PE-03: an empty namespaceSelector is every namespace, its own too', () => {
    const { verdict } = world([...pods, from({ namespaceSelector: {} })]);
    expect([
      verdict('shop/db', 'shop/api'),
      verdict('ops/probe', 'shop/api'),
      verdict('8.8.8.8', 'shop/api'),
    ]).toEqual(['allow', 'allow', 'deny']);
    const own = world([...pods, from({ namespaceSelector: { matchLabels: { team: 'shop' } } })]);
    expect([own.verdict('shop/db', 'shop/api'), own.verdict('ops/probe', 'shop/api')]).toEqual([
      'allow',
      'deny',
    ]);
  });

  test('PE-04: selectors in one element are both asked, in two elements either', () => {
    const ops = { namespaceSelector: { matchLabels: { team: 'ops' } } };
    const both = world([...pods, pod('ops/web'), from({ ...ops, ...app('web') })]);
    expect(['ops/web', 'ops/probe', 'shop/web'].map((source) => both.verdict(source, 'shop/api'))).toEqual([
      'allow',
      'deny',
      'deny',
    ]);
    const either = world([...pods, pod('ops/web'), from(ops, app('web'))]);
    expect(
      ['ops/web', 'ops/probe', 'shop/web', 'shop/db'].map((source) => either.verdict(source, 'shop/api')),
    ).toEqual(['allow', 'allow', 'allow', 'deny']);
  });

  test.each<[string, unknown, string]>([
    ['PE-06: an element with nothing set', {}, 'a peer needs podSelector, namespaceSelector or ipBlock'],
    [
      'PE-07: ipBlock beside a selector',
      { ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} },
      'ipBlock stands alone',
    ],
    [
      'PE-15: an exception outside',
      { ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } },
      'must be a part of 10.0.0.0/8',
    ],
    [
      'PE-15: an exception of the other family',
      { ipBlock: { cidr: '10.0.0.0/8', except: ['fd00::/64'] } },
      'must be a part of',
    ],
    [
      'an exception of the whole',
      { ipBlock: { cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] } },
      'must be a part of',
    ],
    ['no CIDR', { ipBlock: { cidr: '10.0.0.0' } }, 'is no CIDR'],
    [
      'an unknown operator',
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Is' }] } },
      'unknown operator',
    ],
    [
      'In without values',
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
      'needs at least one value',
    ],
    // https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
    [
      'a key that no label can have',
      { podSelector: { matchLabels: { 'a b': 'c' } } },
      `podSelector.matchLabels['a b']: "a b" is no key of a label`,
    ],
    [
      'a value that no label can have',
      { podSelector: { matchLabels: { app: 'c d' } } },
      'podSelector.matchLabels.app: "c d" is no value of a label',
    ],
    [
      'a key with two slashes',
      { namespaceSelector: { matchExpressions: [{ key: 'a/b/c', operator: 'Exists' }] } },
      'namespaceSelector.matchExpressions[0].key: "a/b/c" is no key of a label',
    ],
    [
      'a value of 64 characters',
      { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a'.repeat(64)] }] } },
      'podSelector.matchExpressions[0].values: ',
    ],
  ])('%s is refused and protects nothing', (_title, peer, message) => {
    const { verdict, problems } = world([...pods, from(peer)]);
    expect(problems).toEqual([expect.stringContaining(message)]);
    expect(problems[0]).toMatch(
      /^network-policy-invalid NetworkPolicy shop\/in: spec\.ingress\[0\]\.from\[0\]/,
    );
    expect(verdict('ops/probe', 'shop/api')).toBe('allow');
  });

  test('PE-08, PE-09: terms are all asked; NotIn and DoesNotExist match what lacks the key', () => {
    const select = (...matchExpressions: unknown[]) =>
      world([...pods, pod('shop/bare', { labels: {} }), from({ podSelector: { matchExpressions } })]);
    const sources = ['shop/web', 'shop/db', 'shop/bare'];
    const verdicts = (w: ReturnType<typeof world>) => sources.map((source) => w.verdict(source, 'shop/api'));
    expect(verdicts(select({ key: 'app', operator: 'In', values: ['web', 'x'] }))).toEqual([
      'allow',
      'deny',
      'deny',
    ]);
    expect(verdicts(select({ key: 'app', operator: 'NotIn', values: ['web'] }))).toEqual([
      'deny',
      'allow',
      'allow',
    ]);
    expect(verdicts(select({ key: 'app', operator: 'Exists' }))).toEqual(['allow', 'allow', 'deny']);
    expect(verdicts(select({ key: 'app', operator: 'DoesNotExist' }))).toEqual(['deny', 'deny', 'allow']);
    expect(
      verdicts(
        select({ key: 'app', operator: 'Exists' }, { key: 'app', operator: 'NotIn', values: ['web'] }),
      ),
    ).toEqual(['deny', 'allow', 'deny']);
  });

  test('PE-12: pods of one owner that differ in labels are told apart', () => {
    const replica = (name: string, labels: Record<string, string>) => ({
      ...pod(`shop/${name}`, { labels }),
      metadata: {
        name,
        namespace: 'shop',
        labels,
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'r', uid: 'r', controller: true },
        ],
      },
    });
    const { verdict } = world([
      ...pods,
      replica('r-1', { app: 'r', old: 'yes' }),
      replica('r-2', { app: 'r' }),
      policy('shop/p', { podSelector: { matchLabels: { old: 'yes' } } }),
    ]);
    expect([verdict('shop/web', 'shop/r-1'), verdict('shop/web', 'shop/r-2')]).toEqual(['deny', 'allow']);
  });

  test('PE-14: an exception cuts its own block only', () => {
    const block = (cidr: string, ...except: string[]) => ({ ipBlock: { cidr, except } });
    const { verdict } = world([...pods, from(block('0.0.0.0/0', '8.0.0.0/8'), block('8.8.8.0/24'))]);
    expect(['9.9.9.9', '8.1.1.1', '8.8.8.8'].map((source) => verdict(source, 'shop/api'))).toEqual([
      'allow',
      'deny',
      'allow',
    ]);
  });

  test('PE-16: 0.0.0.0/0 says nothing about IPv6', () => {
    const { verdict } = world([...pods, from({ ipBlock: { cidr: '0.0.0.0/0' } })]);
    expect([verdict('8.8.8.8', 'shop/api'), verdict('2001:db8::1', 'shop/api')]).toEqual(['allow', 'deny']);
  });

  // https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium#limitations
  test('PR-07: ipBlock takes neither pods nor nodes on AKS with Cilium', () => {
    const everyone = isolated({ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] });
    const objects = [...pods, node('one', '192.168.0.1'), everyone];
    const placed = pod('shop/api', { ips: ['10.1.0.2'], spec: { nodeName: 'two' } });
    const asked = (profile: 'aks-cilium' | 'azure-npm') => {
      const { verdict } = world([...objects, placed], profile);
      return ['shop/web', '192.168.0.1', '8.8.8.8'].map((source) => verdict(source, 'shop/api'));
    };
    expect(asked('aks-cilium')).toEqual(['deny', 'deny', 'allow']);
    expect(asked('azure-npm')).toEqual(['allow', 'allow', 'allow']);
  });

  test("PE-17: whether ipBlock matches pods is the plugin's", () => {
    const objects = [...pods, from({ ipBlock: { cidr: '10.1.0.0/16' } })];
    expect(world(objects, 'calico').verdict('shop/web', 'shop/api')).toBe('allow');
    expect(world(objects, 'calico').verdict('ops/probe', 'shop/api')).toBe('deny');
    expect(world(objects, 'cilium').verdict('shop/web', 'shop/api')).toBe('deny');
    expect(world(objects, 'cilium').verdict('10.1.9.9', 'shop/api')).toBe('allow');
  });

  test('where ipBlock decides and the pod has no address, nothing is known', () => {
    const objects = [...pods, pod('shop/new'), from({ ipBlock: { cidr: '10.1.0.0/16' } })];
    expect(world(objects, 'calico').answer('shop/new', 'shop/api').ingress).toMatchObject({
      verdict: 'unknown',
      policies: ['NetworkPolicy shop/in'],
    });
    expect(world(objects, 'cilium').verdict('shop/new', 'shop/api')).toBe('deny');
  });

  test('PE-18: selectors never match addresses outside', () => {
    const { verdict } = world([...pods, from({ namespaceSelector: {}, podSelector: {} })]);
    expect(verdict('8.8.8.8', 'shop/api')).toBe('deny');
  });
});

describe('ports and protocols', () => {
  const ports = (...each: unknown[]) => world([...pods, isolated({ ports: each })]);

  test('PO-01, PO-03, PO-04: TCP where nothing is said, and no other protocol with it', () => {
    const { verdict } = ports({ port: 80 });
    expect(
      (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => verdict('shop/web', 'shop/api', 80, protocol)),
    ).toEqual(['allow', 'deny', 'deny']);
    const sctp = ports({ port: 80, protocol: 'SCTP' });
    expect(
      (['TCP', 'UDP', 'SCTP'] as const).map((protocol) => sctp.verdict('shop/web', 'shop/api', 80, protocol)),
    ).toEqual(['deny', 'deny', 'allow']);
  });

  test('PO-02: without port every port of the protocol', () => {
    const { verdict } = ports({ protocol: 'UDP' });
    expect([
      verdict('shop/web', 'shop/api', 1, 'UDP'),
      verdict('shop/web', 'shop/api', 65_535, 'UDP'),
      verdict('shop/web', 'shop/api', 1),
    ]).toEqual(['allow', 'allow', 'deny']);
  });

  test('PO-05: endPort is the last of a range', () => {
    const { verdict } = ports({ port: 80, endPort: 90 });
    expect([79, 80, 90, 91].map((port) => verdict('shop/web', 'shop/api', port))).toEqual([
      'deny',
      'allow',
      'allow',
      'deny',
    ]);
  });

  test.each<[Record<string, unknown>, string]>([
    [{ port: 90, endPort: 80 }, 'must not be below port 90'],
    [{ endPort: 80 }, 'needs a port'],
    [{ port: 'http', endPort: 80 }, 'needs a port that is a number'],
    [{ port: 0 }, 'must be 1 to 65535, or a name'],
    [{ port: 65_536 }, 'must be 1 to 65535, or a name'],
    [{ port: 80, endPort: 65_536 }, 'must be 1 to 65535'],
    [{ port: 80, protocol: 'ICMP' }, 'must be TCP, UDP or SCTP'],
    [{ port: '80' }, '"80" in quotes is a name, and a name has a letter: write 80'],
    [{ port: 'Not-A-Name' }, 'is no name of a port'],
  ])('PO-05, PO-11: %j is refused', (port, message) => {
    expect(ports(port).problems).toEqual([expect.stringContaining(message)]);
  });

  test('PO-06: a name is looked up in the pod that is reached, with its protocol', () => {
    const { verdict } = ports({ port: 'http' });
    expect([8080, 80].map((port) => verdict('shop/web', 'shop/api', port))).toEqual(['allow', 'deny']);
    expect(ports({ port: 'http', protocol: 'UDP' }).verdict('shop/web', 'shop/api', 8080, 'UDP')).toBe(
      'deny',
    );
    const other = pod('shop/other', {
      labels: { app: 'api' },
      ports: [{ name: 'http', containerPort: 9090 }],
    });
    const egress = policy('shop/out', {
      ...app('web'),
      policyTypes: ['Egress'],
      egress: [{ to: [app('api')], ports: [{ port: 'http' }] }],
    });
    const both = world([...pods, other, egress]);
    expect([8080, 9090].map((port) => both.verdict('shop/web', 'shop/api', port))).toEqual(['allow', 'deny']);
    expect([8080, 9090].map((port) => both.verdict('shop/web', 'shop/other', port))).toEqual([
      'deny',
      'allow',
    ]);
  });

  test('PO-07, PO-08: a name that the destination does not have opens nothing', () => {
    expect(ports({ port: 'metrics' }).verdict('shop/web', 'shop/api', 8080)).toBe('deny');
    const egress = policy('shop/out', {
      ...app('web'),
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 'http' }] }],
    });
    expect(world([...pods, egress]).verdict('shop/web', '8.8.8.8', 8080)).toBe('deny');
  });

  test('PO-09: ports of all containers count, of init containers those that stay', () => {
    const port = (name: string, containerPort: number) => ({ ports: [{ name, containerPort }] });
    const many = pod('shop/many', {
      labels: { app: 'api' },
      spec: {
        containers: [
          { name: 'a', image: 'a:1', ...port('http', 1) },
          { name: 'b', image: 'a:1', ...port('http', 2) },
        ],
        initContainers: [
          { name: 'c', image: 'a:1', restartPolicy: 'Always', ...port('http', 3) },
          { name: 'd', image: 'a:1', ...port('http', 4) },
        ],
      },
    });
    const { verdict } = world([...pods, many, isolated({ ports: [{ port: 'http' }] })]);
    expect([1, 2, 3, 4].map((number) => verdict('shop/web', 'shop/many', number))).toEqual([
      'allow',
      'allow',
      'allow',
      'deny',
    ]);
  });

  test('PO-12: a port that no container names is reached all the same', () => {
    expect(ports({ port: 7777 }).verdict('shop/web', 'shop/api', 7777)).toBe('allow');
  });
});

describe('hosts and special pods', () => {
  const nodes = [node('one', '192.168.0.5'), node('two', '192.168.0.6')];
  const on = (nodeName: string) => ({ spec: { nodeName } });
  const host = pod('shop/host', {
    labels: { app: 'web' },
    ips: ['192.168.0.5'],
    hostNetwork: true,
    ...on('one'),
  });

  test('HO-01, HO-08: the own node of a pod is always let in, and another is an address', () => {
    const placed = [...nodes, host, pod('shop/api', on('one')), pod('shop/far', on('two')), denyAll];
    const { verdict } = world(placed);
    expect([verdict('192.168.0.5', 'shop/api'), verdict('192.168.0.5', 'shop/far')]).toEqual([
      'allow',
      'deny',
    ]);
    expect([verdict('shop/host', 'shop/api'), verdict('shop/host', 'shop/far')]).toEqual(['allow', 'deny']);
    const block = policy('shop/nodes', {
      podSelector: {},
      ingress: [{ from: [{ ipBlock: { cidr: '192.168.0.0/24' } }] }],
    });
    expect(world([...placed, block]).verdict('192.168.0.5', 'shop/far')).toBe('allow');
    // https://docs.cilium.io/en/stable/security/policy/language/#selecting-nodes-with-cidr--ipblock
    expect(world([...placed, block], 'cilium').verdict('192.168.0.5', 'shop/far')).toBe('deny');
  });

  test('HO-01: where the node of a pod is not known, a pod in the network of one may be on it', () => {
    expect(world([...pods, host, denyAll]).answer('shop/host', 'shop/api').ingress).toEqual({
      verdict: 'unknown',
      reason: 'it may come from the node of the pod, which is always let in',
      policies: ['NetworkPolicy shop/deny'],
    });
  });

  test('HO-02, HO-03: a pod in the network of its node is no subject, and selectors do not see it', () => {
    const far = pod('shop/api', on('two'));
    const { verdict } = world([...pods, host, far, denyAll, from(app('web'))]);
    expect(verdict('8.8.8.8', 'shop/host')).toBe('allow');
    expect(verdict('shop/host', 'ops/probe')).toBe('allow');
    expect(verdict('shop/host', 'shop/api')).toBe('deny');
    const byAddress = from({ ipBlock: { cidr: '192.168.0.0/24' } });
    expect(world([...pods, host, far, byAddress]).verdict('shop/host', 'shop/api')).toBe('allow');
    expect(world([...pods, host, far, byAddress], 'cilium').verdict('shop/host', 'shop/api')).toBe('deny');
  });

  test('HO-04: pods that have ended are not there', () => {
    const { answer } = world([...pods, pod('shop/done', { phase: 'Succeeded' })]);
    expect(() => answer('shop/done', 'shop/api')).toThrow('There is no pod or workload shop/done');
  });

  test('HO-05: a workload without pods stands for those that it would make', () => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'later', namespace: 'shop' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'a', image: 'a:1' }] },
        },
      },
    };
    const { verdict } = world([...pods, deployment, from(app('web'))]);
    expect(verdict('shop/later', 'shop/api')).toBe('allow');
  });

  test('HO-06: a pod reaches itself', () => {
    expect(world([...pods, denyAll]).verdict('shop/api', 'shop/api')).toBe('allow');
  });

  test('an address that a pod has is that pod', () => {
    const { answer } = world([...pods, from(app('web'))]);
    expect(answer('10.1.0.1', '10.1.0.2').ingress).toMatchObject({
      verdict: 'allow',
      policies: ['NetworkPolicy shop/in'],
    });
    expect(answer('10.1.0.3', 'shop/api').verdict).toBe('deny');
  });

  test('PR-08: policies that nobody enforces deny nothing', () => {
    const { answer } = world([...pods, denyAll], 'eks-vpc-cni-off');
    expect(answer('ops/probe', 'shop/api')).toMatchObject({
      verdict: 'allow',
      ingress: { reason: 'nobody enforces policies here' },
    });
  });

  test('two families: one that connects is enough', () => {
    const dual = pod('shop/dual', { ips: ['10.1.0.9', 'fd00::9'] });
    const only6 = pod('shop/six', { ips: ['fd00::6'] });
    const four = policy('shop/four', {
      ...app('dual'),
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
    });
    const { verdict } = world([...pods, dual, only6, four], 'calico');
    expect([
      verdict('shop/web', 'shop/dual'),
      verdict('shop/six', 'shop/dual'),
      verdict('shop/web', 'shop/six'),
    ]).toEqual(['allow', 'deny', 'deny']);
  });
});

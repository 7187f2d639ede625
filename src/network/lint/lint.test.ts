import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askedPorts, randomWorld } from '../../../testkit/network/random-world.ts';
import { app, clusterPolicy, pod, policy, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import type { ProfileId } from '../profile.ts';
import { lintOf } from './lint.ts';

const web = pod('shop/web', { ports: [{ name: 'http', containerPort: 8080 }] });
const db = pod('shop/db');

function found(objects: readonly KubernetesObject[], profile: ProfileId = 'generic'): string[] {
  return lintOf(world(objects, profile).engine).map(({ rule, object, path }) =>
    `${rule} ${object?.name ?? ''} ${path.join('.')}`.trim(),
  );
}

describe('lint of policies', () => {
  test('NP-06, NP-07: egress without a rule and without the type stays open', () => {
    const written = (spec: object) => found([web, policy('shop/p', { podSelector: {}, ...spec })]);
    expect(written({ egress: [] })).toContain('egress-stays-open p spec.egress');
    expect(written({ egress: [], policyTypes: ['Egress'] })).toEqual(['names-not-resolved p spec']);
    expect(written({})).toEqual([]);
  });

  test('NP-08: rules of a direction that policyTypes does not name are ignored', () => {
    const spec = { podSelector: {}, policyTypes: ['Egress'], ingress: [{ from: [app('db')] }] };
    expect(found([web, db, policy('shop/p', spec)])).toEqual([
      'section-ignored p spec.ingress',
      'names-not-resolved p spec',
    ]);
  });

  test('NP-10: a rule without peers is about everybody; egress to everybody on a port is not told', () => {
    const rules = { ingress: [{ ports: [{ port: 8080 }] }], egress: [{ ports: [{ port: 53 }] }, {}] };
    expect(found([web, policy('shop/p', { podSelector: {}, ...rules })])).toEqual([
      'allows-everybody p spec.ingress.0',
      'allows-everybody p spec.egress.1',
      'rule-repeated p spec.egress.0',
    ]);
  });

  test('NP-14: a policy and a rule about nobody', () => {
    const nobody = policy('shop/p', { ...app('gone'), ingress: [{ from: [app('web')] }] });
    expect(found([web, nobody])).toEqual(['selects-nobody p spec']);
    const peer = policy('shop/p', { ...app('web'), ingress: [{ from: [app('gone')] }] });
    expect(found([web, peer])).toEqual(['peer-selects-nobody p spec.ingress.0']);
  });

  test('a port by a name is looked up in the pods that are reached', () => {
    const ingress = (port: string) =>
      policy('shop/p', { ...app('web'), ingress: [{ from: [app('db')], ports: [{ port }] }] });
    expect(found([web, db, ingress('http')])).toEqual([]);
    expect(found([web, db, ingress('htpp')])).toEqual(['port-name-unknown p spec.ingress.0']);
    const egress = (to: string) =>
      policy('shop/p', {
        ...app('db'),
        policyTypes: ['Egress'],
        egress: [{ to: [app(to)], ports: [{ port: 'http' }] }],
      });
    expect(found([web, db, egress('web')])).toEqual(['names-not-resolved p spec']);
    expect(found([web, db, egress('db')])).toContain('port-name-unknown p spec.egress.0');
  });

  test('a block that holds a pod that runs, and not a network', () => {
    const running = pod('shop/db', { ips: ['10.0.0.7'] });
    const from = (cidr: string, except: string[] = []) =>
      policy('shop/p', { ...app('web'), ingress: [{ from: [{ ipBlock: { cidr, except } }] }] });
    expect(found([web, running, from('10.0.0.0/28')])).toEqual(['block-of-pods p spec.ingress.0']);
    expect(found([web, running, from('10.0.0.0/28', ['10.0.0.7/32'])])).toEqual([]);
    expect(found([web, running, from('10.0.0.0/8')])).toEqual([]);
    const [lint] = lintOf(world([web, running, from('10.0.0.0/28')], 'cilium').engine);
    expect(lint?.message).toContain('this plugin does not match by ipBlock');
  });

  test('SV-05: the address of a Service, but for the VPC CNI, which judges before it is replaced', () => {
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { clusterIPs: ['10.96.0.9'] },
    };
    const to = policy('shop/p', {
      ...app('web'),
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.96.0.9/32' } }] }],
    });
    const told = (profile?: ProfileId) =>
      found([web, service, to], profile).filter((text) => text.startsWith('block-of-pods'));
    expect(told()).toEqual(['block-of-pods p spec.egress.0']);
    expect(told('eks-vpc-cni')).toEqual([]);
  });

  test('SV-07: closed egress needs UDP and TCP 53 to the resolvers', () => {
    const dns = pod('kube-system/coredns', { labels: { 'k8s-app': 'kube-dns' } });
    const closed = (protocols: readonly string[]) =>
      policy('shop/p', {
        podSelector: {},
        policyTypes: ['Egress'],
        egress: [
          {
            to: [{ namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
            ports: protocols.map((protocol) => ({ protocol, port: 53 })),
          },
        ],
      });
    expect(found([web, dns, closed(['UDP', 'TCP'])])).toEqual([]);
    expect(found([web, dns, closed(['UDP'])])).toEqual(['names-not-resolved p spec']);
    const own = pod('shop/web', { spec: { dnsPolicy: 'Default' } });
    expect(found([own, dns, closed(['UDP'])])).toEqual([]);
    const cache = pod('kube-system/node-local-dns-x', { labels: {} });
    expect(found([web, dns, cache, closed(['UDP'])])).toEqual([]);
  });

  test('SV-07: a resolver that was not read is asked about as it usually is, unless a rule may be meant for another', () => {
    const egress = (...rules: readonly object[]) =>
      found([web, db, policy('shop/p', { podSelector: {}, policyTypes: ['Egress'], egress: rules })]).filter(
        (text) => text.startsWith('names'),
      );
    const ports = [
      { protocol: 'UDP', port: 53 },
      { protocol: 'TCP', port: 53 },
    ];
    const told = ['names-not-resolved p spec'];
    expect(egress()).toEqual(told);
    expect(egress({ to: [app('db')] })).toEqual(told);
    const usual = { namespaceSelector: {}, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } };
    expect(egress({ to: [usual], ports: ports.slice(0, 1) })).toEqual(told);
    expect(egress({ to: [usual], ports })).toEqual([]);
    expect(egress({ to: [{ namespaceSelector: {} }], ports })).toEqual([]);
    expect(egress({ ports })).toEqual([]);
    expect(egress({ to: [{ ipBlock: { cidr: '169.254.20.10/32' } }], ports })).toEqual([]);
    const openshift = {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
    };
    const theirs = [
      { protocol: 'UDP', port: 5353 },
      { protocol: 'TCP', port: 5353 },
    ];
    expect(egress({ to: [openshift], ports: theirs })).toEqual([]);
    expect(found([web])).toEqual([]);
  });

  test('CN-03: a rule that comes after one that decides all of it never counts', () => {
    const everybody = { namespaces: {} };
    const tiered = (name: string, priority: number, ...actions: readonly string[]) =>
      clusterPolicy(name, {
        priority,
        ingress: actions.map((action) => ({ action, from: [everybody] })),
      });
    expect(found([web, db, tiered('a', 1, 'Deny', 'Accept')])).toEqual([
      'rule-never-counts a spec.ingress.1',
    ]);
    expect(found([web, db, tiered('a', 1, 'Pass'), tiered('b', 2, 'Deny')])).toEqual([
      'rule-never-counts b spec.ingress.0',
    ]);
    expect(found([web, db, tiered('a', 1, 'Deny', 'Deny')])).toEqual(['rule-repeated a spec.ingress.1']);
    const narrow = { action: 'Deny', from: [{ namespaces: { matchLabels: { team: 'a' } } }] };
    const after = clusterPolicy('a', { ingress: [narrow, { action: 'Accept', from: [everybody] }] });
    expect(found([web, db, after])).toEqual(['peer-selects-nobody a spec.ingress.0']);
  });

  test('CN-02: policies of one priority that disagree', () => {
    const of = (name: string, action: string, priority = 10) =>
      clusterPolicy(name, { priority, ingress: [{ action, from: [{ namespaces: {} }] }] });
    expect(found([web, db, of('a', 'Accept'), of('b', 'Deny')])).toEqual(['priority-shared b spec.priority']);
    expect(found([web, db, of('a', 'Accept'), of('b', 'Accept')])).toEqual([]);
  });

  test('CI-04: what Cilium is told to deny wins over a rule that allows it', () => {
    const peers = [{ fromEndpoints: [{ matchLabels: { app: 'db' } }] }];
    const cilium = {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: 'c', namespace: 'shop' },
      spec: { endpointSelector: {}, ingress: peers, ingressDeny: [{ fromEntities: ['all'] }] },
    };
    expect(found([web, db, cilium], 'cilium')).toContain('rule-never-counts c spec.ingress.0');
  });

  test('NP-04: a rule that allows everybody undoes those of other policies, which say what was meant', () => {
    const named = policy('shop/named', { ...app('web'), ingress: [{ from: [app('db')] }] });
    const legacy = policy('shop/legacy', { podSelector: {}, ingress: [{}] });
    expect(found([web, db, named, legacy])).toEqual(['undoes-others legacy spec.ingress.0']);
    expect(found([web, db, legacy])).toEqual(['allows-everything legacy spec.ingress.0']);
    const [lint] = lintOf(world([web, db, named, legacy]).engine);
    expect(lint?.message).toContain('so that ingress[0] of NetworkPolicy shop/named closes nothing');
  });

  test('PR-08: policies that nobody enforces', () => {
    expect(found([web, policy('shop/p', { podSelector: {} })], 'none')).toContain('not-enforced');
    expect(found([web], 'none')).toEqual([]);
  });

  test('of two rules that are the same the later one is told', () => {
    const rule = { from: [app('db')], ports: [{ port: 8080 }] };
    expect(found([web, db, policy('shop/p', { ...app('web'), ingress: [rule, rule] })])).toEqual([
      'rule-repeated p spec.ingress.1',
    ]);
  });

  test('removing a rule that is told as repeated, or as one that never counts, changes no answer', () => {
    const told = { 'rule-repeated': 0, 'rule-never-counts': 0 };
    fc.assert(
      fc.property(randomWorld, ({ engine, answer }) => {
        const lints = lintOf(engine).filter(({ rule }) => rule in told);
        for (const { rule } of lints) told[rule as keyof typeof told]++;
        const objects = [...engine.cluster.objects()].map((object): KubernetesObject => {
          const paths = lints.filter((lint) => lint.object === object).map(({ path }) => path);
          const spec = structuredClone(object.body['spec']) as Record<string, unknown[]>;
          for (const direction of ['ingress', 'egress']) {
            const gone = paths.filter((path) => path[1] === direction).map((path) => path[2]);
            if (gone.length === 0) continue;
            spec[direction] = (spec[direction] ?? []).filter((_, index) => !gone.includes(index));
            if (object.kind !== 'NetworkPolicy') continue;
            // Without a rule the direction would have to be named.
            const types = engine.policies.find((each) => each.object === object)?.rules;
            spec['policyTypes'] = [
              ...(types?.ingress === undefined ? [] : ['Ingress']),
              ...(types?.egress === undefined ? [] : ['Egress']),
            ];
          }
          return paths.length === 0 ? object.body : ({ ...object.body, spec } as KubernetesObject);
        });
        const after = world(objects, engine.profile.id);
        const place = ({ namespace, name }: (typeof engine.pods)[number]) => `${namespace}/${name}`;
        for (const from of engine.pods)
          for (const to of engine.pods)
            for (const [protocol, port] of askedPorts)
              expect(after.verdict(place(from), place(to), port, protocol)).toBe(
                answer(place(from), place(to), port, protocol).verdict,
              );
      }),
      { numRuns: 150 },
    );
    expect(Math.min(...Object.values(told))).toBeGreaterThan(0);
  });
});

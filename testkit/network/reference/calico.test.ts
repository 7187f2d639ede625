import { describe, expect, test } from 'vitest';
import { calicoSelects } from './calico-selector.ts';
import { ask, type Fields, named, pod, policy } from './statement.ts';

const near = 'shop/client > shop/server:80';
const far = 'dev/stranger > shop/server:80';
const outside = '8.8.8.8 > shop/server:80';
const v3 = 'projectcalico.org/v3';
const calico = (policies: readonly Fields[], line: string, others: readonly Fields[] = []) =>
  ask(policies, line, 'calico', others);
const own = (spec: Fields, name = 'shop/cali') =>
  named(v3, 'NetworkPolicy', name, { selector: "app == 'server'", ...spec });
const global = (spec: Fields, name = 'gnp') =>
  named(v3, 'GlobalNetworkPolicy', name, { selector: 'all()', ...spec });
const tier = (name: string, order: number | undefined, defaultAction?: string) =>
  named(v3, 'Tier', name, {
    ...(order === undefined ? {} : { order }),
    ...(defaultAction ? { defaultAction } : {}),
  });
const into = (action: string, source: Fields = {}) => ({ ingress: [{ action, source }], types: ['Ingress'] });

// https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy
describe('Calico', () => {
  test('CA-01 tiers by order, policies by order, rules in turn; Pass leaves the tier, Log goes on', () => {
    const first = tier('first', 10);
    const deny = global({ ...into('Deny'), tier: 'first', order: 1 }, 'first.deny');
    const allow = (order: number) => global({ ...into('Allow'), tier: 'first', order }, 'first.allow');
    expect(calico([first, deny, allow(0)], near)).toBe('allow');
    expect(calico([first, deny, allow(2)], near)).toBe('deny');
    expect(
      calico(
        [first, tier('second', 20), deny, global({ ...into('Allow'), tier: 'second' }, 'second.a')],
        near,
      ),
    ).toBe('deny');
    const pass = global(
      { ingress: [{ action: 'Log' }, { action: 'Pass' }], tier: 'first', order: 0 },
      'first.pass',
    );
    expect(calico([first, pass, deny], near)).toBe('allow');
    expect(
      calico(
        [tier('late', undefined), global({ ...into('Deny'), tier: 'late' }), global(into('Allow'), 'g')],
        near,
      ),
    ).toBe('allow');
  });
  test('CA-02 a tier that selects the pod and has no rule for it does its default action; another is skipped', () => {
    const nothing = global({ types: ['Ingress'], ingress: [], tier: 'first' });
    expect(calico([tier('first', 10), nothing], near)).toBe('deny');
    expect(calico([tier('first', 10, 'Pass'), nothing], near)).toBe('allow');
    expect(
      calico(
        [tier('first', 10), global({ ...into('Deny'), selector: "app == 'none'", tier: 'first' })],
        near,
      ),
    ).toBe('allow');
  });
  test('CA-03 NetworkPolicy v1 stands in the tier default with order 1000', () => {
    const native = policy('shop/p', { ingress: [{}] });
    expect(calico([native, global({ ...into('Deny'), order: 999 })], near)).toBe('deny');
    expect(calico([native, global({ ...into('Deny'), order: 1001 })], near)).toBe('allow');
    const isolating = policy('shop/p', { ingress: [] });
    expect(calico([isolating, global({ ...into('Allow'), order: 1001 })], near)).toBe('allow');
    expect(calico([isolating], near)).toBe('deny');
  });
  test('CA-04 what no tier decides is allowed to pods', () => {
    expect(calico([tier('first', 10)], near)).toBe('allow');
  });
  test('CA-05 types that are not given follow from the rules', () => {
    const reply = 'shop/server > shop/client:80';
    expect([calico([own({})], near), calico([own({})], reply)]).toEqual(['deny', 'allow']);
    const egress = own({ egress: [{ action: 'Deny' }] });
    expect([calico([egress], near), calico([egress], reply)]).toEqual(['allow', 'deny']);
    const both = own({ ingress: [{ action: 'Deny' }], egress: [{ action: 'Deny' }] });
    expect([calico([both], near), calico([both], reply)]).toEqual(['deny', 'deny']);
  });
  test('CA-06 staged kinds are not enforced', () => {
    expect(
      calico([named(v3, 'StagedNetworkPolicy', 'shop/s', { selector: 'all()', ...into('Deny') })], near),
    ).toBe('allow');
    expect(
      calico([named(v3, 'StagedGlobalNetworkPolicy', 's', { selector: 'all()', ...into('Deny') })], near),
    ).toBe('allow');
  });
  test.for([
    ["app == 'a'", true],
    ["app != 'a'", false],
    ["none != 'a'", true],
    ["app in {'a', 'b'}", true],
    ["none not in {'a'}", true],
    ['has(app) && !has(none)', true],
    ["app == 'b' || (all() && app contains 'a')", true],
    ["app starts with 'a' && app ends with 'b'", false],
    ['', true],
  ] as const)('CA-07 %s', ([selector, matches]) => {
    expect(calicoSelects(selector, { app: 'a' })).toBe(matches);
  });
  test('CA-08 a selector means known ends only; notSelector leaves unknown ones in', () => {
    expect(calico([global(into('Allow', { selector: 'all()' }))], outside)).toBe('deny');
    expect(calico([global(into('Allow', { notSelector: "app == 'client'" }))], outside)).toBe('allow');
    expect(calico([global(into('Allow', { notSelector: "app == 'client'" }))], near)).toBe('deny');
  });
  test('CA-09 rules of a namespaced policy stay in its namespace; global() is what lies in none', () => {
    const client = { selector: "app == 'client'" };
    expect([calico([own(into('Allow', client))], near), calico([own(into('Allow', client))], far)]).toEqual([
      'allow',
      'deny',
    ]);
    expect(calico([global(into('Allow', client))], far)).toBe('allow');
    expect(calico([own(into('Allow', { ...client, namespaceSelector: 'all()' }))], far)).toBe('allow');
    expect(calico([own(into('Allow', { ...client, namespaceSelector: "team == 'b'" }))], far)).toBe('allow');
    expect(calico([own(into('Allow', { namespaceSelector: 'global()' }))], far)).toBe('deny');
  });
  test('CA-10 nets match pods; ports are numbers, ranges or names', () => {
    expect(calico([own(into('Allow', { nets: ['10.0.0.0/8'] }))], near)).toBe('allow');
    expect(calico([own(into('Allow', { notNets: ['10.0.0.0/8'] }))], near)).toBe('deny');
    const ports = (...list: (number | string)[]) =>
      own({ ingress: [{ action: 'Allow', protocol: 'TCP', destination: { ports: list } }] });
    expect(calico([ports(80)], near)).toBe('allow');
    expect(calico([ports('79:81')], near)).toBe('allow');
    expect(calico([ports('web')], near)).toBe('allow');
    expect(calico([ports('web')], 'shop/client > shop/server:9')).toBe('deny');
  });
  test('CA-11 accounts by name and by selector; services by their endpoints', () => {
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { namespace: 'shop', name: 'default', labels: { role: 'x' } },
    };
    const by = (serviceAccounts: Fields) => [own(into('Allow', { serviceAccounts })), account];
    expect(calico(by({ names: ['default'] }), near)).toBe('allow');
    expect(calico(by({ names: ['default'], selector: "role == 'y'" }), near)).toBe('deny');
    expect(calico(by({ selector: "role == 'x'" }), near)).toBe('allow');
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'shop', name: 's', labels: { 'kubernetes.io/service-name': 'web' } },
      endpoints: [{ addresses: ['10.0.1.1'] }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    };
    const services = { services: { name: 'web', namespace: 'shop' } };
    const egress = own({ types: ['Egress'], egress: [{ action: 'Allow', destination: services }] });
    expect(calico([egress, slice], 'shop/server > shop/client:8080')).toBe('allow');
    expect(calico([egress, slice], 'shop/server > shop/client:80')).toBe('deny');
    expect(calico([own(into('Allow', services)), slice], near)).toBe('allow');
  });
  test('CA-12 policies before DNAT and without tracking are for hosts', () => {
    for (const field of ['doNotTrack', 'preDNAT'])
      expect(calico([global({ ...into('Deny'), [field]: true, applyOnForward: true })], near)).toBe('allow');
  });
  test('CA-13 protocols by name or number', () => {
    const by = (protocol: string | number) => own({ ingress: [{ action: 'Allow', protocol }] });
    expect([
      calico([by(6)], near),
      calico([by('TCP')], near),
      calico([by('ICMP')], near),
      calico([by(17)], near),
    ]).toEqual(['allow', 'allow', 'deny', 'deny']);
  });
  test('CA-14 network sets give addresses labels', () => {
    const set = {
      ...named(v3, 'GlobalNetworkSet', 'dns', { nets: ['8.8.8.0/24'] }),
      metadata: { name: 'dns', labels: { kind: 'dns' } },
    };
    expect(calico([global(into('Allow', { selector: "kind == 'dns'" })), set], outside)).toBe('allow');
    expect(calico([own(into('Allow', { selector: "kind == 'dns'" })), set], outside)).toBe('deny');
    expect(
      calico(
        [own(into('Allow', { selector: "kind == 'dns'", namespaceSelector: 'global()' })), set],
        outside,
      ),
    ).toBe('allow');
  });
  test('HO-02 pods in the network of their node are no endpoints', () => {
    const agent = pod('shop/agent', {
      labels: { app: 'client' },
      ips: ['192.168.0.2'],
      spec: { hostNetwork: true, nodeName: 'two' },
    });
    expect(
      calico([own(into('Allow', { selector: "app == 'client'" }))], 'shop/agent > shop/server:80', [agent]),
    ).toBe('deny');
    expect(calico([global(into('Deny'))], 'shop/client > shop/agent:80', [agent])).toBe('allow');
  });
});

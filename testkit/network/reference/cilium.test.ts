import { describe, expect, test } from 'vitest';
import { ciliumDefaults, judgeCilium } from './cilium.ts';
import { ask, type Fields, named, pod, policy, shop } from './statement.ts';
import { readWorld } from './world.ts';

const near = 'shop/client > shop/server:80';
const far = 'dev/stranger > shop/server:80';
const outside = '8.8.8.8 > shop/server:80';
const cilium = (policies: readonly Fields[], line: string, others: readonly Fields[] = []) =>
  ask(policies, line, 'cilium', others);
const rule = (spec: Fields) =>
  named('cilium.io/v2', 'CiliumNetworkPolicy', 'shop/cnp', {
    endpointSelector: { matchLabels: { app: 'server' } },
    ...spec,
  });
const clusterwide = (spec: Fields) =>
  named('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', 'ccnp', { endpointSelector: {}, ...spec });
const port = (number: string, protocol?: string) => [
  { ports: [{ port: number, ...(protocol === undefined ? {} : { protocol }) }] },
];
const anyone = { fromEntities: ['all'] };

// https://docs.cilium.io/en/stable/security/policy/intro/ and https://docs.cilium.io/en/stable/security/policy/language/
describe('Cilium', () => {
  test('CI-01 a rule with a section closes that direction; always closes without, never opens all', () => {
    expect(cilium([rule({ ingress: [{}] })], near)).toBe('deny');
    expect(cilium([rule({ ingress: [{}] })], 'shop/server > shop/client:80')).toBe('allow');
    expect(cilium([rule({ ingress: [], egress: [{}] })], near)).toBe('allow');
    const world = readWorld([...shop, rule({ ingress: [{}] })]);
    const [source, destination] = world.pods.map((owner) => ({
      address: owner.addresses[0] ?? '',
      pod: owner,
    }));
    if (source === undefined || destination === undefined) throw new Error('two pods');
    const packet = { source, destination, protocol: 'TCP', port: 80 };
    const by = (enablePolicy: 'always' | 'never', direction: 'ingress' | 'egress') =>
      judgeCilium(world, packet, direction, { ...ciliumDefaults, enablePolicy }).verdict;
    expect(by('always', 'egress')).toBe('deny');
    expect(by('never', 'ingress')).toBe('none');
  });
  test('CI-02 enableDefaultDeny keeps a rule from closing; one that closes is enough', () => {
    const soft = rule({ ingress: [{ fromEntities: ['host'] }], enableDefaultDeny: { ingress: false } });
    expect(cilium([soft], near)).toBe('allow');
    expect(cilium([soft, rule({ ingress: [{}] })], near)).toBe('deny');
  });
  test('CI-04 deny wins over every allow, of whatever kind', () => {
    const deny = clusterwide({ ingressDeny: [{ fromEndpoints: [{ matchLabels: { app: 'client' } }] }] });
    const native = policy('shop/open', { ingress: [{}] });
    expect(cilium([deny, rule({ ingress: [anyone] }), native], near)).toBe('deny');
  });
  test('CI-05 deny rules alone close as well', () => {
    const deny80 = rule({ ingressDeny: [{ toPorts: port('80', 'TCP') }] });
    expect(cilium([deny80], 'shop/client > shop/server:81')).toBe('deny');
    expect(cilium([deny80, rule({ ingress: [anyone] })], 'shop/client > shop/server:81')).toBe('allow');
    expect(cilium([deny80, rule({ ingress: [anyone] })], near)).toBe('deny');
  });
  test('CI-07 an empty element allows nobody; an empty selector is its own namespace, clusterwide all pods and no world', () => {
    const every = { ingress: [{ fromEndpoints: [{}] }] };
    expect(cilium([rule(every)], near)).toBe('allow');
    expect(cilium([rule(every)], far)).toBe('deny');
    expect(cilium([clusterwide(every)], far)).toBe('allow');
    expect(cilium([clusterwide(every)], outside)).toBe('deny');
  });
  test('CI-08 a list that is present and empty matches nobody, one that is absent anybody', () => {
    expect(cilium([rule({ ingress: [{ fromEndpoints: [], toPorts: port('80') }] })], near)).toBe('deny');
    expect(cilium([rule({ ingress: [{ toPorts: port('80') }] })], outside)).toBe('allow');
  });
  test('CI-09 peers stay in the namespace unless they speak of namespaces', () => {
    const by = (matchLabels: Fields) => [rule({ ingress: [{ fromEndpoints: [{ matchLabels }] }] })];
    expect(cilium(by({ app: 'client' }), far)).toBe('deny');
    expect(cilium(by({ 'k8s:io.kubernetes.pod.namespace': 'dev' }), far)).toBe('allow');
    expect(cilium(by({ 'io.cilium.k8s.namespace.labels.team': 'b' }), far)).toBe('allow');
  });
  test('CI-10 an endpointSelector never leaves its namespace, a nodeSelector chooses no pods', () => {
    const other = named('cilium.io/v2', 'CiliumNetworkPolicy', 'dev/cnp', {
      endpointSelector: { matchLabels: { 'io.kubernetes.pod.namespace': 'shop' } },
      ingress: [{}],
    });
    const node = named('cilium.io/v2', 'CiliumClusterwideNetworkPolicy', 'host', {
      nodeSelector: {},
      ingress: [{}],
    });
    expect(cilium([other, node], near)).toBe('allow');
  });
  test('CI-11 peers and ports must both match', () => {
    const both = rule({ ingress: [{ fromEndpoints: [{}], toPorts: port('81') }] });
    expect(cilium([both], near)).toBe('deny');
    expect(cilium([both], 'shop/client > shop/server:81')).toBe('allow');
  });
  test('CI-12 ports without peers are for anybody, peers without ports for every port', () => {
    expect(cilium([rule({ ingress: [{ toPorts: port('80') }] })], outside)).toBe('allow');
    expect(cilium([rule({ ingress: [{ fromEndpoints: [{}] }] })], 'shop/client > shop/server:9/SCTP')).toBe(
      'allow',
    );
  });
  test('CI-14 port 0 is all, the protocol ANY unless said, names in any case, endPort', () => {
    const by = (...ports: Fields[]) => [rule({ ingress: [{ toPorts: [{ ports }] }] })];
    expect(cilium(by({ port: '0', protocol: 'UDP' }), `${near}/UDP`)).toBe('allow');
    expect(cilium(by({ port: '0', protocol: 'UDP' }), near)).toBe('deny');
    expect(cilium(by({ port: '80' }), `${near}/SCTP`)).toBe('allow');
    expect(cilium(by({ port: 'WEB' }), near)).toBe('allow');
    expect(cilium(by({ port: '79', endPort: 80 }), near)).toBe('allow');
  });
  test('CI-15 entities', () => {
    const by = (...fromEntities: string[]) => [rule({ ingress: [{ fromEntities }] })];
    const agent = pod('shop/agent', { ips: ['192.168.0.2'], spec: { hostNetwork: true, nodeName: 'two' } });
    const remote = 'shop/agent > shop/server:80';
    expect(cilium(by('world'), outside)).toBe('allow');
    expect(cilium(by('world-ipv6'), outside)).toBe('deny');
    expect(cilium(by('world'), near)).toBe('deny');
    expect(cilium(by('cluster'), near)).toBe('allow');
    expect(cilium(by('cluster'), outside)).toBe('deny');
    expect(cilium(by('remote-node'), remote, [agent])).toBe('allow');
    expect(cilium(by('host'), remote, [agent])).toBe('deny');
    expect(cilium(by('none'), near)).toBe('deny');
    expect(cilium(by('all'), outside)).toBe('allow');
  });
  test('CI-17 blocks select neither pods nor nodes; except cuts its own; groups are looked up', () => {
    const by = (...fromCIDRSet: Fields[]) => [rule({ ingress: [{ fromCIDRSet }] })];
    expect(cilium(by({ cidr: '0.0.0.0/0' }), near)).toBe('deny');
    expect(cilium(by({ cidr: '0.0.0.0/0' }), '192.168.0.2 > shop/server:80')).toBe('deny');
    expect(cilium(by({ cidr: '8.8.8.0/24', except: ['8.8.8.8/32'] }), outside)).toBe('deny');
    expect(cilium(by({ cidr: '8.8.8.0/24', except: ['8.8.8.8/32'] }, { cidr: '8.8.8.8/32' }), outside)).toBe(
      'allow',
    );
    const group = named('cilium.io/v2', 'CiliumCIDRGroup', 'dns', { externalCIDRs: ['8.8.8.0/24'] });
    expect(cilium([...by({ cidrGroupRef: 'dns' }), group], outside)).toBe('allow');
  });
  test('CI-18 a name that was not looked up opens nothing', () => {
    const names = rule({ egress: [{ toFQDNs: [{ matchName: 'example.com' }] }] });
    expect(cilium([names], 'shop/server > 8.8.8.8:443')).toBe('deny');
  });
  test('CI-19 a Service stands for its pods, or for addresses that are no pods', () => {
    const service = named('v1', 'Service', 'shop/web', { selector: { app: 'client' } });
    const outer = named('v1', 'Service', 'shop/outer', {});
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { namespace: 'shop', name: 's', labels: { 'kubernetes.io/service-name': 'outer' } },
      endpoints: [{ addresses: ['8.8.8.8', '10.0.1.1'] }],
    };
    const by = (serviceName: string) =>
      rule({ egress: [{ toServices: [{ k8sService: { serviceName, namespace: 'shop' } }] }] });
    expect(cilium([by('web'), service], 'shop/server > shop/client:80')).toBe('allow');
    expect(cilium([by('web'), service], 'shop/server > dev/stranger:80')).toBe('deny');
    expect(cilium([by('outer'), outer, slice], 'shop/server > 8.8.8.8:443')).toBe('allow');
    expect(cilium([by('outer'), outer, slice], 'shop/server > shop/client:80')).toBe('deny');
  });
  test('CI-21 a service account is a label', () => {
    const matchLabels = { 'io.cilium.k8s.policy.serviceaccount': 'default' };
    expect(cilium([rule({ ingress: [{ fromEndpoints: [{ matchLabels }] }] })], near)).toBe('allow');
    const other = { 'io.cilium.k8s.policy.serviceaccount': 'other' };
    expect(cilium([rule({ ingress: [{ fromEndpoints: [{ matchLabels: other }] }] })], near)).toBe('deny');
  });
  test('CI-23 NetworkPolicy v1 with Cilium’s reading of blocks', () => {
    const block = policy('shop/p', { ingress: [{ from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] });
    expect(cilium([block], near)).toBe('deny');
    expect(cilium([block], outside)).toBe('allow');
  });
  test('HO-01 the node reaches its pods unless a rule denies it by name', () => {
    expect(cilium([rule({ ingress: [{}] })], '192.168.0.1 > shop/server:80')).toBe('allow');
    expect(
      cilium([rule({ ingressDeny: [{ fromEntities: ['host'] }] })], '192.168.0.1 > shop/server:80'),
    ).toBe('deny');
  });
});

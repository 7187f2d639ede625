import { describe, expect, test } from 'vitest';
import { app, namespace, pod, policy, world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import type { ProfileId } from '../profile.ts';
import type { IcmpTraffic } from '../question.ts';

const cluster = [
  namespace('shop'),
  pod('shop/web', { ips: ['10.0.0.1', 'fd00::1'] }),
  pod('shop/db', { ips: ['10.0.0.2', 'fd00::2'] }),
  pod('shop/old', { ips: ['10.0.0.3'] }),
];
const ping: IcmpTraffic = { protocol: 'ICMP', type: 8, code: 0 };
const ping6: IcmpTraffic = { protocol: 'ICMPv6', type: 128, code: 0 };
const whole = policy('shop/whole', { ...app('web'), ingress: [{ from: [app('db')] }] });
const ported = policy('shop/ported', {
  ...app('web'),
  ingress: [{ from: [app('db')], ports: [{ port: 80 }] }],
});

function asked(
  profile: ProfileId,
  policies: readonly KubernetesObject[],
  traffic: IcmpTraffic = ping,
): string {
  return world([...cluster, ...policies], profile).asked('shop/db', 'shop/web', traffic).verdict;
}

// https://kubernetes.io/docs/concepts/services-networking/network-policies/#network-traffic-filtering
describe('PO-03: ICMP and NetworkPolicy', () => {
  test.for(['generic', 'azure-npm'] as const)('what a policy does to it is not known of %s', (profile) => {
    expect(asked(profile, [whole])).toBe('unknown');
    expect(asked(profile, [ported])).toBe('unknown');
    expect(asked(profile, [])).toBe('allow');
  });

  test.for(['cilium', 'calico', 'eks-vpc-cni', 'kindnet'] as const)(
    'a rule without ports allows it and one with ports does not: %s',
    (profile) => {
      expect(asked(profile, [whole])).toBe('allow');
      expect(asked(profile, [ported])).toBe('deny');
    },
  );

  test('the agent of EKS filters no ICMPv6, and kube-network-policies none of the discovery of neighbours', () => {
    expect(asked('eks-vpc-cni', [ported], ping6)).toBe('allow');
    expect(asked('kindnet', [ported], ping6)).toBe('deny');
    expect(asked('kindnet', [ported], { protocol: 'ICMPv6', type: 135 })).toBe('allow');
  });

  test('it goes by the addresses of its family', () => {
    const { asked: ask } = world(cluster, 'cilium');
    expect(ask('shop/old', 'shop/web', ping6)).toMatchObject({
      verdict: 'deny',
      egress: { reason: 'the ends have no addresses for ICMPv6' },
    });
  });
});

// https://docs.cilium.io/en/stable/security/policy/language/#limit-icmp-icmpv6-types
describe('CI-13: icmps of Cilium', () => {
  const cilium = (field: object, section = 'ingress', more: object = {}) =>
    asked('cilium', [
      {
        apiVersion: 'cilium.io/v2',
        kind: 'CiliumNetworkPolicy',
        metadata: { name: 'web', namespace: 'shop' },
        spec: {
          endpointSelector: { matchLabels: { app: 'web' } },
          ...more,
          [section]: [{ fromEntities: ['all'], icmps: [{ fields: [field] }] }],
        },
      },
    ]);

  test('types by number and by name, of IPv4 unless the family says otherwise', () => {
    expect(cilium({ type: 8 })).toBe('allow');
    expect(cilium({ type: 'EchoRequest' })).toBe('allow');
    expect(cilium({ type: 'EchoReply' })).toBe('deny');
    expect(cilium({ type: 8, family: 'IPv6' })).toBe('deny');
    expect(cilium({ type: 'NoSuchName' })).toBe('unknown');
  });

  test('a rule that denies a type denies no other', () => {
    const rest = { ingress: [{ fromEntities: ['all'] }] };
    expect(cilium({ type: 8 }, 'ingressDeny', rest)).toBe('deny');
    expect(cilium({ type: 0 }, 'ingressDeny', rest)).toBe('allow');
  });
});

// https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#icmp
describe('CA-13: types and codes of Calico', () => {
  const calico = (rule: object, traffic?: IcmpTraffic) =>
    asked(
      'calico',
      [
        {
          apiVersion: 'projectcalico.org/v3',
          kind: 'NetworkPolicy',
          metadata: { name: 'web', namespace: 'shop' },
          spec: { selector: "app == 'web'", ingress: [{ action: 'Allow', ...rule }] },
        },
      ],
      traffic,
    );

  test('a type with or without a code, and all but one', () => {
    expect(calico({ protocol: 'ICMP' })).toBe('allow');
    expect(calico({ protocol: 1, icmp: { type: 8 } })).toBe('allow');
    expect(calico({ protocol: 'ICMP', icmp: { type: 8, code: 1 } })).toBe('deny');
    expect(calico({ protocol: 'ICMP', notICMP: { type: 8 } })).toBe('deny');
    expect(calico({ protocol: 'ICMP', notICMP: { type: 3 } })).toBe('allow');
    expect(calico({ protocol: 'ICMPv6' })).toBe('deny');
    expect(calico({ protocol: 'ICMPv6' }, ping6)).toBe('allow');
    expect(calico({ protocol: 'UDPLite' })).toBe('deny');
    expect(calico({ notProtocol: 'ICMP' })).toBe('deny');
    expect(calico({ notProtocol: 'TCP' })).toBe('allow');
  });

  test('a question that leaves open what a rule tells apart is not known', () => {
    expect(calico({ protocol: 'ICMP', icmp: { type: 8 } }, { protocol: 'ICMP' })).toBe('unknown');
    expect(calico({ protocol: 'ICMP', icmp: { type: 8, code: 0 } }, { protocol: 'ICMP', type: 8 })).toBe(
      'unknown',
    );
    expect(calico({ protocol: 'ICMP' }, { protocol: 'ICMP' })).toBe('allow');
  });
});

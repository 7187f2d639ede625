import { type Chooser, pick } from './choose.ts';
import type { Fields } from './vocabulary.ts';

/** A NetworkPolicy v1 that no API server takes, and the rule that it breaks. */
export interface InvalidPolicy {
  readonly breaks: string;
  readonly policy: Fields;
}

/** What a rule may be made of so that the server refuses the policy. */
const faults: readonly { readonly breaks: string; readonly spec: Fields }[] = [
  { breaks: 'PE-06 a peer with nothing set', spec: { ingress: [{ from: [{}] }] } },
  {
    breaks: 'PE-07 ipBlock beside a selector',
    spec: { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' }, podSelector: {} }] }] },
  },
  { breaks: 'a CIDR that is none', spec: { egress: [{ to: [{ ipBlock: { cidr: '10.0.0/8' } }] }] } },
  { breaks: 'a CIDR without a length', spec: { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.1' } }] }] } },
  {
    breaks: 'PE-15 except outside of its block',
    spec: { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }] }] },
  },
  {
    breaks: 'PE-15 except of the other family',
    spec: { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['fd00::/64'] } }] }] },
  },
  { breaks: 'a port above 65535', spec: { ingress: [{ ports: [{ port: 65536 }] }] } },
  { breaks: 'port 0', spec: { ingress: [{ ports: [{ port: 0 }] }] } },
  { breaks: 'PO-05 endPort below port', spec: { ingress: [{ ports: [{ port: 81, endPort: 80 }] }] } },
  { breaks: 'PO-05 endPort without port', spec: { ingress: [{ ports: [{ endPort: 80 }] }] } },
  { breaks: 'PO-05 endPort with a name', spec: { ingress: [{ ports: [{ port: 'web', endPort: 80 }] }] } },
  { breaks: 'PO-11 a number as text', spec: { ingress: [{ ports: [{ port: '80' }] }] } },
  { breaks: 'a protocol that is none', spec: { ingress: [{ ports: [{ protocol: 'ICMP' }] }] } },
  {
    breaks: 'an operator that is none',
    spec: { podSelector: { matchExpressions: [{ key: 'app', operator: 'Is', values: ['a'] }] } },
  },
  {
    breaks: 'In without values',
    spec: { podSelector: { matchExpressions: [{ key: 'app', operator: 'In' }] } },
  },
  {
    breaks: 'Exists with values',
    spec: {
      ingress: [
        { from: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] } }] },
      ],
    },
  },
  { breaks: 'a direction that is none', spec: { policyTypes: ['Both'] } },
];

/** One fault in an otherwise plain policy, by its number. */
export function invalidPolicies(): readonly InvalidPolicy[] {
  return faults.map(({ breaks, spec }, index) => ({
    breaks,
    policy: {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `invalid${index}`, namespace: 'shop' },
      spec: { podSelector: {}, ...spec },
    },
  }));
}

/** A fault among the valid rules of a generated policy: everything else of it is as a server takes it. */
export function withFault(choose: Chooser, policy: Fields): Fields {
  const { spec } = pick(choose, faults);
  const own = policy['spec'] as Fields;
  const joined: Fields = { ...own, ...spec };
  for (const direction of ['ingress', 'egress'])
    joined[direction] = [...listOf(own[direction]), ...listOf(spec[direction])];
  return { ...policy, spec: joined };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

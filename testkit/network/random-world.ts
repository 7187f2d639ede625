import fc from 'fast-check';
import type { ProfileId, Protocol } from '../../src/network/index.ts';
import { clusterPolicy, namespace, pod, policy, world } from './small-world.ts';

const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('a', 'b'), { maxKeys: 2 });
const selector = fc.oneof(
  fc.constant({}),
  labels.map((matchLabels) => ({ matchLabels })),
  fc
    .record({
      key: fc.constantFrom('app', 'tier'),
      operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
    })
    .map(({ key, operator }) => ({
      matchExpressions: [
        { key, operator, ...(operator === 'In' || operator === 'NotIn' ? { values: ['a'] } : {}) },
      ],
    })),
);
const namespaceSelector = fc.constantFrom({}, { matchLabels: { team: 'x' } }, { matchLabels: { team: 'y' } });
const block = fc.constantFrom(
  { cidr: '10.0.0.0/8' },
  { cidr: '0.0.0.0/0', except: ['10.0.0.0/31', '8.8.0.0/16'] },
  { cidr: '::/0' },
  { cidr: '10.0.0.2/32' },
);
const peer = fc.oneof(
  selector.map((podSelector) => ({ podSelector })),
  fc.record({ namespaceSelector, podSelector: selector }),
  namespaceSelector.map((each) => ({ namespaceSelector: each })),
  block.map((ipBlock) => ({ ipBlock })),
);
const port = fc.constantFrom<object>(
  { port: 80 },
  { port: 80, endPort: 90 },
  { protocol: 'UDP' },
  { port: 'http' },
  { port: 'http', protocol: 'UDP' },
  { port: 85, protocol: 'SCTP' },
);
const rule = (field: 'from' | 'to') =>
  fc
    .record({ peers: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) })
    .map(({ peers, ports }) => ({ [field]: peers, ports }));
const networkPolicy = fc
  .record({
    space: fc.constantFrom('one', 'two'),
    podSelector: selector,
    policyTypes: fc.constantFrom([], ['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    ingress: fc.array(rule('from'), { maxLength: 2 }),
    egress: fc.array(rule('to'), { maxLength: 2 }),
  })
  .map(({ space, ...spec }) => ({ space, spec }));

const tierPeer = (networks: boolean) =>
  fc.oneof(
    namespaceSelector.map((namespaces) => ({ namespaces })),
    fc.record({ namespaceSelector, podSelector: selector }).map((pods) => ({ pods })),
    ...(networks
      ? [fc.constantFrom({ networks: ['10.0.0.0/30'] }, { networks: ['0.0.0.0/0', '::/0'] })]
      : []),
  );
const tierRule = (field: 'from' | 'to') =>
  fc
    .record({
      action: fc.constantFrom('Accept', 'Deny', 'Pass'),
      peers: fc.array(tierPeer(field === 'to'), { minLength: 1, maxLength: 2 }),
      protocols: fc.array(
        fc.constantFrom<object>(
          { tcp: { destinationPort: { number: 80 } } },
          { udp: {} },
          { tcp: { destinationPort: { range: { start: 70, end: 85 } } } },
          { destinationNamedPort: 'http' },
        ),
        { maxLength: 2 },
      ),
    })
    .map(({ action, peers, protocols }) => ({ action, [field]: peers, protocols }));
const tierPolicy = fc.record({
  tier: fc.constantFrom('Admin', 'Baseline'),
  subject: fc.oneof(
    namespaceSelector.map((namespaces) => ({ namespaces })),
    fc.record({ namespaceSelector, podSelector: selector }).map((pods) => ({ pods })),
  ),
  ingress: fc.array(tierRule('from'), { maxLength: 3 }),
  egress: fc.array(tierRule('to'), { maxLength: 3 }),
});
const podFields = fc.record({
  space: fc.constantFrom('one', 'two'),
  labels,
  hostNetwork: fc.boolean().map((each) => each),
  http: fc.constantFrom(undefined, 80, 8080),
});

const policies = {
  networkPolicies: fc.array(networkPolicy, { maxLength: 4 }),
  tierPolicies: fc.array(tierPolicy, { maxLength: 3 }),
};
const pods = fc.array(podFields, { minLength: 2, maxLength: 6 });
const profile = fc.constantFrom<ProfileId>('generic', 'cilium');
type Fields<Of> = Of extends fc.Arbitrary<infer Value> ? Value : never;

/** Small clusters with policies of both tiers, whose pods have addresses. */
export const randomWorld = fc
  .record({ pods, ...policies, profile })
  .map(({ profile: id, ...fields }) => world(objectsOf(fields), id));

/** Two states of such a cluster that differ by a policy of each tier; of some pods the address is not known. */
export const randomChange = fc
  .record({
    pods,
    ...policies,
    profile,
    added: fc.array(networkPolicy, { maxLength: 1 }),
    addedTier: fc.array(tierPolicy, { maxLength: 1 }),
    declared: fc.boolean(),
  })
  .map(({ profile: id, added, addedTier, declared, ...fields }) => {
    const { networkPolicies, tierPolicies } = fields;
    const after = {
      ...fields,
      networkPolicies: [...networkPolicies.slice(1), ...added],
      tierPolicies: [...tierPolicies.slice(1), ...addedTier],
    };
    return [world(objectsOf(fields, declared), id), world(objectsOf(after, declared), id)] as const;
  });

function objectsOf(
  {
    pods: all,
    networkPolicies,
    tierPolicies,
  }: {
    pods: Fields<typeof pods>;
    networkPolicies: Fields<typeof policies.networkPolicies>;
    tierPolicies: Fields<typeof policies.tierPolicies>;
  },
  declared = false,
) {
  return [
    namespace('one', { team: 'x' }),
    namespace('two', { team: 'y' }),
    ...all.map(({ space, labels: own, hostNetwork, http }, index) =>
      pod(`${space}/p${index}`, {
        labels: own,
        ips: declared && index === 1 ? [] : [`10.0.0.${index}`],
        hostNetwork: hostNetwork && index === 0,
        ports: http === undefined ? [] : [{ name: 'http', containerPort: http }],
      }),
    ),
    ...networkPolicies.map(({ space, spec }, index) => policy(`${space}/n${index}`, spec)),
    ...tierPolicies.map((spec, index) => clusterPolicy(`c${index}`, { ...spec, priority: index })),
  ];
}

/** Ports that rules of these worlds tell apart, and one that none names. */
export const askedPorts: readonly (readonly [Protocol, number])[] = [
  ['TCP', 75],
  ['TCP', 80],
  ['TCP', 85],
  ['TCP', 90],
  ['TCP', 8080],
  ['UDP', 80],
  ['UDP', 8080],
  ['SCTP', 85],
  ['TCP', 9999],
];

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAddress } from '../address.ts';
import { clusterPolicy, namespace, pod, policy, world } from '../answers/statements.fixtures.ts';
import type { Protocol } from '../question.ts';
import { has } from './bitset.ts';

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

describe('rows', () => {
  test('say of every pair and port what the slow answer says', () => {
    fc.assert(
      fc.property(
        fc.array(podFields, { minLength: 2, maxLength: 6 }),
        fc.array(networkPolicy, { maxLength: 4 }),
        fc.array(tierPolicy, { maxLength: 3 }),
        fc.constantFrom('generic' as const, 'cilium' as const),
        (pods, networkPolicies, tierPolicies, profile) => {
          const { engine, answer } = world(
            [
              namespace('one', { team: 'x' }),
              namespace('two', { team: 'y' }),
              ...pods.map(({ space, labels: own, hostNetwork, http }, index) =>
                pod(`${space}/p${index}`, {
                  labels: own,
                  ips: [`10.0.0.${index}`],
                  hostNetwork: hostNetwork && index === 0,
                  ports: http === undefined ? [] : [{ name: 'http', containerPort: http }],
                }),
              ),
              ...networkPolicies.map(({ space, spec }, index) => policy(`${space}/n${index}`, spec)),
              ...tierPolicies.map((spec, index) => clusterPolicy(`c${index}`, { ...spec, priority: index })),
            ],
            profile,
          );
          const { universe } = engine;
          const names = engine.pods.map(({ namespace: space, name }) => `${space}/${name}`);
          const outside = ['8.8.8.8', '9.9.9.9', '10.9.9.9'];
          for (const source of [...names, ...outside])
            for (const destination of [...names, ...outside]) {
              if (source === destination || (outside.includes(source) && outside.includes(destination)))
                continue;
              for (const [protocol, number] of questions) {
                const { egress, ingress } = answer(source, destination, number, protocol);
                const from = place(source);
                const to = place(destination);
                const atom = universe.ports.at(protocol, number);
                expect(rowAllows(from, to, atom, 'egress'), `${source} ${destination} ${number}`).toBe(
                  egress.verdict === 'allow',
                );
                expect(rowAllows(to, from, atom, 'ingress'), `${source} ${destination} ${number}`).toBe(
                  ingress.verdict === 'allow',
                );
              }
            }

          function place(name: string): number {
            const found = engine.pods[names.indexOf(name)];
            return found === undefined ? universe.blockAt(addressOf(name)) : universe.classOf(found);
          }

          function rowAllows(of: number, peerAt: number, atom: number, direction: 'ingress' | 'egress') {
            if (of >= universe.classes.length) return true;
            const row = engine.row(of, direction);
            return row === 'open' || row.some(({ ports, peers }) => has(ports, atom) && has(peers, peerAt));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

const questions: readonly (readonly [Protocol, number])[] = [
  ['TCP', 80],
  ['TCP', 85],
  ['TCP', 8080],
  ['UDP', 80],
  ['UDP', 8080],
  ['SCTP', 85],
  ['TCP', 9999],
];

function addressOf(text: string) {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(text);
  return address;
}

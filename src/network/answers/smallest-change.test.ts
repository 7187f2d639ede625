import fc from 'fast-check';
import { expect, test } from 'vitest';
import '../../../testkit/property-seed.ts';
import { askedPorts, randomWorld } from '../../../testkit/network/random-world.ts';
import {
  app,
  clusterPolicy,
  namespace,
  node,
  pod,
  policy,
  world,
} from '../../../testkit/network/small-world.ts';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { formatAddress } from '../address.ts';
import { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import type { Direction } from '../policies/policy.ts';
import type { ProfileId } from '../profile.ts';
import type { Endpoint, PortTraffic, Question } from '../question.ts';
import { ask } from './ask.ts';
import { type ChangeStep, why } from './why.ts';

const endpoint = (text: string): Endpoint => {
  const [place = '', name] = text.split('/');
  return name === undefined ? { type: 'address', address: text } : { type: 'pod', namespace: place, name };
};
const asked = (source: string, destination: string, port: number): Question => ({
  source: endpoint(source),
  destination: endpoint(destination),
  protocol: 'TCP',
  port,
});

const pods = [
  namespace('shop'),
  pod('shop/web', { ips: ['10.1.0.1'] }),
  pod('shop/db', { ips: ['10.1.0.3'] }),
  pod('shop/bare', { ips: ['10.1.0.4'], labels: {} }),
];
const changeOf = (
  objects: readonly KubernetesObject[],
  direction: Direction,
  question: Question,
  profile: ProfileId = 'generic',
) => why(world([...pods, ...objects], profile).engine, question).reasons[direction].change;

// https://network-policy-api.sigs.k8s.io/api-overview/: of the admin tier the first rule that matches is final
test('what an admin policy denies, only a rule before that one can let in', () => {
  const denied = clusterPolicy('block', { ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] });
  const open = policy('shop/db', { ...app('db'), ingress: [{ from: [app('web')] }] });
  const closed = policy('shop/db', { ...app('db'), ingress: [] });
  expect(changeOf([denied, open], 'ingress', asked('shop/web', 'shop/db', 5432))).toBe(
    'to allow it, put a rule with Pass for pods of namespace shop with its labels and TCP 5432 before ingress[0] of ClusterNetworkPolicy block',
  );
  expect(changeOf([denied, closed], 'ingress', asked('shop/web', 'shop/db', 5432))).toBe(
    'to allow it, put a rule with Accept for pods of namespace shop with its labels and TCP 5432 before ingress[0] of ClusterNetworkPolicy block',
  );
});

test('what an admin policy accepts, only a rule before that one can keep out', () => {
  const accepted = clusterPolicy('let', { ingress: [{ action: 'Accept', from: [{ namespaces: {} }] }] });
  expect(changeOf([accepted], 'ingress', asked('shop/web', 'shop/db', 5432))).toBe(
    'to deny it, put a rule with Deny for pods of namespace shop with its labels and TCP 5432 before ingress[0] of ClusterNetworkPolicy let',
  );
});

const cilium = (name: string, spec: object): KubernetesObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec: { endpointSelector: { matchLabels: { app: 'db' } }, ...spec },
});

// https://docs.cilium.io/en/stable/security/policy/language/#deny-policies
test('what a rule of Cilium denies, no other rule lets in', () => {
  const from = [{ matchLabels: { app: 'web' } }];
  const lets = cilium('lets', { ingress: [{ fromEndpoints: from }] });
  const denies = cilium('denies', { ingressDeny: [{ fromEndpoints: [{}] }] });
  const question = asked('shop/web', 'shop/db', 5432);
  expect(changeOf([lets, denies], 'ingress', question, 'cilium')).toBe(
    'to allow it, narrow ingressDeny[0] of CiliumNetworkPolicy shop/denies',
  );
  expect(changeOf([denies], 'ingress', question, 'cilium')).toBe(
    'to allow it, narrow ingressDeny[0] of CiliumNetworkPolicy shop/denies, and add an ingress rule for pods of namespace shop with its labels and TCP 5432 to CiliumNetworkPolicy shop/denies',
  );
});

test('a rule of Cilium that isolates nobody is narrowed, and something has to isolate', () => {
  const lets = cilium('lets', { ingress: [{ fromEndpoints: [{}] }], enableDefaultDeny: { ingress: false } });
  expect(changeOf([lets], 'ingress', asked('shop/web', 'shop/db', 5432), 'cilium')).toBe(
    'to deny it, narrow ingress[0] of CiliumNetworkPolicy shop/lets, and select shop/db by a NetworkPolicy with type Ingress',
  );
});

test('a node under Cilium is named as an entity, for ipBlock does not take nodes', () => {
  const closed = policy('shop/db', { ...app('db'), ingress: [] });
  const question = asked('10.9.0.1', 'shop/db', 80);
  const placed = pod('shop/db', { ips: ['10.1.0.3'], spec: { nodeName: 'other' } });
  expect(changeOf([placed, node('n', '10.9.0.1'), closed], 'ingress', question)).toBe(
    'to allow it, add an ingress rule for the addresses of node n and TCP 80 to NetworkPolicy shop/db',
  );
  expect(changeOf([placed, node('n', '10.9.0.1'), closed], 'ingress', question, 'cilium')).toBe(
    'to allow it, select shop/db by a CiliumNetworkPolicy with enableDefaultDeny for ingress and a rule for node n (entities host and remote-node) and TCP 80',
  );
});

const calico = (name: string, spec: object): KubernetesObject => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'GlobalNetworkPolicy',
  metadata: { name },
  spec,
});

// https://docs.tigera.io/calico/latest/network-policy/policy-tiers/tiered-policy
test('what a rule of Calico denies, a rule before it lets through, also of a tier', () => {
  const egress = calico('out', {
    selector: "app == 'web'",
    types: ['Egress'],
    egress: [{ action: 'Deny', protocol: 'TCP', destination: { ports: [25] } }, { action: 'Allow' }],
  });
  expect(changeOf([egress], 'egress', asked('shop/web', '8.8.8.8', 25), 'calico')).toBe(
    'to allow it, put a rule with Allow for the address and TCP 25 before egress[0] of Calico GlobalNetworkPolicy out',
  );
  expect(changeOf([egress], 'egress', asked('shop/web', '8.8.8.8', 80), 'calico')).toBe(
    'to deny it, narrow egress[1] of Calico GlobalNetworkPolicy out',
  );
});

test('a rule one label off gets a peer more, and keeps the one that it has', () => {
  const closed = policy('shop/db', {
    ...app('db'),
    ingress: [{ from: [app('api')], ports: [{ port: 5432 }] }],
  });
  expect(changeOf([closed], 'ingress', asked('shop/web', 'shop/db', 5432))).toBe(
    'to allow it, add pods of namespace shop with its labels to the peers of ingress[0] of NetworkPolicy shop/db',
  );
  expect(changeOf([closed], 'ingress', asked('shop/bare', 'shop/db', 5432))).toBe(
    'to allow it, add every pod of namespace shop (this one has no labels) to the peers of ingress[0] of NetworkPolicy shop/db',
  );
});

test('of both families that connect, both have to be kept out', () => {
  const twice = [
    pod('shop/web', { ips: ['10.1.0.1', 'fd00::1'] }),
    policy('shop/web', {
      ...app('web'),
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }, { to: [{ ipBlock: { cidr: 'fd00::/8' } }] }],
    }),
    pod('shop/db', { ips: ['10.1.0.3', 'fd00::3'] }),
  ];
  expect(changeOf(twice, 'egress', asked('shop/web', 'shop/db', 80))).toBe(
    'to deny it, narrow egress[0] of NetworkPolicy shop/web and egress[1] of NetworkPolicy shop/web',
  );
});

test('what no policy decides, none changes', () => {
  const { engine } = world([...pods, pod('shop/host', { hostNetwork: true, ips: ['10.9.0.1'] })]);
  const { reasons } = why(engine, asked('shop/host', '8.8.8.8', 80));
  expect([reasons.egress.change, reasons.ingress.change]).toEqual([undefined, undefined]);
});

test('the smallest change, made in the objects, turns the answer round', () => {
  const question = fc.record({
    from: fc.nat({ max: 6 }),
    to: fc.nat({ max: 6 }),
    traffic: fc.constantFrom(...askedPorts),
  });
  fc.assert(
    fc.property(randomWorld, fc.array(question, { minLength: 3, maxLength: 6 }), ({ engine }, questions) => {
      for (const { from, to, traffic } of questions) {
        const ends = [from, to].map((at) => engine.pods[at]);
        const places = ends.map((end) => (end === undefined ? '8.8.8.8' : `${end.namespace}/${end.name}`));
        const [protocol, port] = traffic;
        const [source = '', destination = ''] = places;
        const asking = { source: endpoint(source), destination: endpoint(destination), protocol, port };
        const before = why(engine, asking);
        for (const direction of ['egress', 'ingress'] as const) {
          const { verdict } = before[direction];
          const { steps, change } = before.reasons[direction];
          const subject = direction === 'egress' ? ends[0] : ends[1];
          const peer = direction === 'egress' ? ends[1] : ends[0];
          if (steps.length === 0 || subject === undefined) {
            // Policies of both tiers can be changed where one decides; but a node that may be that of the pod is always let in.
            const decides = before[direction].policies.length > 0 && verdict !== 'unknown';
            expect(decides && peer?.hostNetwork !== true).toBe(false);
            continue;
          }
          const after = changed(engine, steps, direction, { subject, peer, traffic: { protocol, port } });
          expect([change, ask(after, asking)[direction].verdict]).toEqual([
            change,
            verdict === 'allow' ? 'deny' : 'allow',
          ]);
        }
      }
    }),
    { numRuns: 300 },
  );
});

interface Ends {
  readonly subject: NetworkPod;
  /** Absent: 8.8.8.8. */
  readonly peer: NetworkPod | undefined;
  readonly traffic: PortTraffic;
}

type Rules = Record<string, unknown>[];

/** The engine of the cluster with the steps made in its objects, as somebody would who reads them. */
function changed(
  engine: NetworkEngine,
  steps: readonly ChangeStep[],
  direction: Direction,
  ends: Ends,
): NetworkEngine {
  const objects = [...engine.cluster.objects()].map(({ body }) => structuredClone(body) as KubernetesObject);
  const peers = direction === 'egress' ? 'to' : 'from';
  const byPlace = [...steps].sort((left, right) => placeAt(right) - placeAt(left));
  for (const step of byPlace) {
    if (step.do === 'add-policy') {
      const { namespace: space, labels } = ends.subject;
      const allows = ask(engine, questionOf(direction, ends))[direction].verdict === 'deny';
      if (step.kind === 'CiliumNetworkPolicy') {
        const { port, protocol } = ends.traffic;
        const toPorts = [{ ports: [{ port: String(port), protocol }] }];
        const entities = { [`${peers}Entities`]: ['host', 'remote-node'], toPorts };
        const spec = { endpointSelector: { matchLabels: ownOf(labels) }, [direction]: [entities] };
        objects.push({ ...cilium('added', spec), metadata: { name: 'added', namespace: space } });
        continue;
      }
      const rule = { [peers]: [peerFor('NetworkPolicy', ends)], ports: [ends.traffic] };
      objects.push(
        policy(`${space}/added`, {
          podSelector: { matchLabels: ownOf(labels) },
          policyTypes: [direction === 'egress' ? 'Egress' : 'Ingress'],
          ...(allows && { [direction]: [rule] }),
        }),
      );
      continue;
    }
    const object = objects.find(
      ({ kind, metadata: { namespace: space, name } }) =>
        `${kind} ${space === undefined ? '' : `${space}/`}${name}` === step.policy,
    );
    const spec = (object as { spec?: Record<string, unknown> } | undefined)?.spec;
    if (object === undefined || spec === undefined) throw new Error(`there is no ${step.policy}`);
    if (object.kind === 'NetworkPolicy' && (spec['policyTypes'] as unknown[] | undefined)?.length === 0)
      spec['policyTypes'] = ['Ingress', ...((spec['egress'] as Rules).length > 0 ? ['Egress'] : [])];
    const rules = (spec[direction] ??= []) as Rules;
    const at = placeAt(step);
    const rule = rules[at];
    const isPlain = object.kind === 'NetworkPolicy';
    const named = peerFor(object.kind, ends);
    if (step.do === 'add-rule') rules.push({ [peers]: [named], ports: [ends.traffic] });
    else if (step.do === 'narrow') rules[at] = { [peers]: [nobody], ports: rule?.['ports'] };
    else if (step.do === 'add-peer') listIn(rule, peers).push(named);
    else if (step.do === 'add-port')
      listIn(rule, isPlain ? 'ports' : 'protocols').push(isPlain ? ends.traffic : portOf(ends));
    else {
      const words = { allow: 'Accept', deny: 'Deny', pass: 'Pass' };
      rules.splice(at, 0, {
        action: words[step.action ?? 'allow'],
        [peers]: [named],
        protocols: [portOf(ends)],
      });
    }
    if (step.do === 'narrow' && !isPlain) rules.splice(at, 1);
  }
  return new NetworkEngine(clusterOf(objects), engine.profile);
}

function listIn(rule: Rules[number] | undefined, field: string): unknown[] {
  return rule?.[field] as unknown[];
}

/** As ClusterNetworkPolicy writes it. */
function portOf({ traffic: { protocol, port } }: Ends): object {
  return { [protocol.toLowerCase()]: { destinationPort: { number: port } } };
}

const nobody = { podSelector: { matchLabels: { app: 'nobody-has-this' } } };

function placeAt({ place }: ChangeStep): number {
  return place === undefined ? -1 : Number(/\d+/.exec(place)?.[0]);
}

function questionOf(direction: Direction, { subject, peer, traffic }: Ends): Question {
  const pod = endpoint(`${subject.namespace}/${subject.name}`);
  const other = endpoint(peer === undefined ? '8.8.8.8' : `${peer.namespace}/${peer.name}`);
  return direction === 'egress'
    ? { source: pod, destination: other, ...traffic }
    : { source: other, destination: pod, ...traffic };
}

/** Without those that Cilium gives a pod, which no selector of Kubernetes sees. */
function ownOf(labels: NetworkPod['labels']): NetworkPod['labels'] {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !key.startsWith('io.cilium.')));
}

/** Who is at the other end, as a kind writes it. */
function peerFor(kind: string, { peer }: Ends): object {
  if (peer === undefined || peer.hostNetwork) {
    const [address] = peer?.addresses ?? [];
    const cidr = `${address === undefined ? '8.8.8.8' : formatAddress(address)}/32`;
    return kind === 'NetworkPolicy' ? { ipBlock: { cidr } } : { networks: [cidr] };
  }
  const selection = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } },
    podSelector: { matchLabels: ownOf(peer.labels) },
  };
  return kind === 'NetworkPolicy' ? selection : { pods: selection };
}

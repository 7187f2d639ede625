import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  arbitraryOf,
  calicoPolicies,
  clusterNetworkPolicies,
  clusterObjects,
  networkPolicies,
} from '../../../testkit/network/generate/index.ts';
import { askedPorts, randomWorld } from '../../../testkit/network/random-world.ts';
import { world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { parseAddress } from '../address.ts';
import type { Protocol, SideAnswer } from '../question.ts';
import { has } from './bitset.ts';

test('rows say of every pair and port what the slow answer says', () => {
  fc.assert(
    fc.property(randomWorld, (random) => {
      expectRows(random, askedPorts, ['8.8.8.8', '9.9.9.9', '10.9.9.9']);
    }),
    { numRuns: 150 },
  );
});

// A class stands for its pods at all their addresses, so that pods have one here, or none: then what it decides is not known.
const calicoWorld = arbitraryOf((choose) =>
  world(
    [
      ...clusterObjects(choose).map(withOneFamily),
      ...calicoPolicies(choose),
      ...networkPolicies(choose, 2),
      ...clusterNetworkPolicies(choose, { sharedPriorities: false, nodes: false }),
    ] as KubernetesObject[],
    'calico',
  ),
);

test('CA: rows say so of tiers, negations and names of ports too, and that nobody is let in who may be denied', () => {
  const ports = [
    ['TCP', 80],
    ['UDP', 53],
    ['SCTP', 8081],
    ['TCP', 65_535],
  ] as const;
  fc.assert(
    fc.property(calicoWorld, (random) => {
      expectRows(random, ports, ['8.8.8.8', '10.9.0.1', '172.16.5.5']);
    }),
    { numRuns: 250, seed: 20261125 },
  );
});

/** On no node that is known, for a class does not tell on which its pods are. */
function withOneFamily(object: object): object {
  const { kind, spec, status } = object as {
    kind: string;
    spec?: object;
    status?: { podIPs: readonly { ip: string }[] };
  };
  if (kind !== 'Pod' || status === undefined) return object;
  const podIPs = status.podIPs.filter(({ ip }) => !ip.includes(':'));
  return {
    ...object,
    spec: { ...spec, nodeName: undefined },
    status: { ...status, podIP: podIPs[0]?.ip, podIPs },
  };
}

function expectRows(
  { engine, answer }: ReturnType<typeof world>,
  asked: readonly (readonly [Protocol, number])[],
  outside: readonly string[],
): void {
  const { universe } = engine;
  const names = engine.pods.map(({ namespace, name }) => `${namespace}/${name}`);
  const place = (name: string): number => {
    const found = engine.pods[names.indexOf(name)];
    return found === undefined ? universe.blockAt(addressOf(name)) : universe.classOf(found);
  };
  const rowSays = (of: number, peer: number, atom: number, direction: 'ingress' | 'egress') => {
    if (of >= universe.classes.length) return 'allow';
    const row = engine.row(of, direction);
    if (row === 'open') return 'allow';
    const cell = row.find(({ ports }) => has(ports, atom));
    if (cell === undefined) return 'deny';
    if (has(cell.peers, peer)) return 'allow';
    return cell.maybe !== undefined && has(cell.maybe, peer) ? 'unknown' : 'deny';
  };
  const isOwnNode = ({ reason }: SideAnswer) => reason.includes('from the node of the pod');
  for (const source of [...names, ...outside])
    for (const destination of [...names, ...outside]) {
      if (source === destination || (outside.includes(source) && outside.includes(destination))) continue;
      for (const [protocol, number] of asked) {
        const { egress, ingress } = answer(source, destination, number, protocol);
        const [from, to] = [place(source), place(destination)];
        const atom = universe.ports.at(protocol, number);
        const question = `${source} ${destination} ${protocol} ${number}`;
        expect(rowSays(from, to, atom, 'egress'), question).toBe(egress.verdict);
        // A row does not know on which node a pod is.
        const expected = isOwnNode(ingress) ? 'deny' : ingress.verdict;
        expect(rowSays(to, from, atom, 'ingress'), question).toBe(expected);
      }
    }
}

function addressOf(text: string) {
  const address = parseAddress(text);
  if (address === undefined) throw new Error(text);
  return address;
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { once } from '../../../testkit/network/generate/choose.ts';
import {
  arbitraryOf,
  calicoPolicies,
  ciliumLookups,
  ciliumPolicies,
  clusterNetworkPolicies,
  clusterObjects,
  networkPolicies,
} from '../../../testkit/network/generate/index.ts';
import { askedPorts, randomWorld } from '../../../testkit/network/random-world.ts';
import { world } from '../../../testkit/network/small-world.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { parseBlock } from '../address.ts';
import { isByOwnNode } from '../answers/ask.ts';
import { type Traffic, trafficOf } from '../question.ts';
import type { AssertedParty, Assertion } from './assertion.ts';
import { judgeAssertions } from './judge.ts';

type World = ReturnType<typeof world>;

/** A party with those that a slow reader asks about: names of pods, or addresses. */
interface Side {
  readonly parties: readonly AssertedParty[];
  readonly names: (world: World) => readonly string[];
}

const podsIn = (space: string) => (of: World) =>
  of.engine.pods.filter(({ namespace }) => namespace === space).map(nameOf);
const addressSide = (block: string, ...asked: string[]): Side => ({
  parties: [{ type: 'addresses', blocks: [parseBlock(block)].flatMap((each) => each ?? []) }],
  names: () => asked,
});

const tierPorts = askedPorts.map(([protocol, port]): Traffic => ({ protocol, port }));

/** Every port that a world's rules tell apart stands for itself among these. */
function expectAgreement(
  of: World,
  assertion: Assertion,
  from: Side,
  to: Side,
  ports: readonly Traffic[],
): void {
  const options = { isInScope: () => false, unread: [] };
  const [judged] = judgeAssertions(of.engine, [assertion], options);
  const { verdict, witnesses, reasons } = judged ?? { verdict: undefined, witnesses: [], reasons: [] };
  if (reasons.some((reason) => /matches nobody$|^no policy is about/.test(reason))) return;
  const said = JSON.stringify({ kind: assertion.kind, verdict, witnesses, reasons });
  for (const { verdict: answer, ...witness } of witnesses)
    expect(slowly(of, assertion, witness.source, witness.destination, trafficOf(witness)), said).toBe(answer);
  const asked = assertion.port === undefined ? ports : [assertion.port];
  const best = [...pairs(of, from, to)].map(([source, destination]) => {
    const answers = asked.map((port) => slowly(of, assertion, source, destination, port));
    return (['allow', 'unknown', 'deny'] as const).find((each) => answers.includes(each));
  });
  const [broken, fine] = assertion.kind === 'deny' ? ['allow', 'deny'] : ['deny', 'allow'];
  const expected = best.includes(broken as never)
    ? 'broken'
    : best.every((each) => each === fine)
      ? 'holds'
      : 'unknown';
  expect(verdict, said).toBe(expected);
}

/** What comes from the own node of a pod, which no policy takes away, breaks nothing. */
function slowly(of: World, { kind }: Assertion, source: string, destination: string, traffic: Traffic) {
  const { verdict, ingress } = of.asked(source, destination, traffic);
  return kind === 'deny' && isByOwnNode(ingress) ? 'deny' : verdict;
}

function* pairs(of: World, from: Side, to: Side): Iterable<readonly [string, string]> {
  for (const source of from.names(of))
    for (const destination of to.names(of)) {
      const areAddresses = !source.includes('/') && !destination.includes('/');
      if (source !== destination && !areAddresses) yield [source, destination];
    }
}

function nameOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

const sides = (spaces: readonly string[], outside: readonly Side[]) =>
  fc.constantFrom<Side>(
    ...spaces.map((space) => ({
      parties: [{ type: 'pods', namespaces: [space] } as const],
      names: podsIn(space),
    })),
    { parties: [{ type: 'pods' }], names: ({ engine }) => engine.pods.map(nameOf) },
    ...outside,
  );

test('of small worlds it says what every single question says', () => {
  const side = sides(
    ['one', 'two'],
    [addressSide('8.8.8.8/32', '8.8.8.8'), addressSide('9.9.9.0/24', '9.9.9.9')],
  );
  fc.assert(
    fc.property(
      randomWorld,
      side,
      side,
      fc.constantFrom('deny', 'allow'),
      fc.option(fc.constantFrom<Traffic>(...tierPorts, { protocol: 'ICMP', type: 8 }), { nil: undefined }),
      (of, from, to, kind, port) => {
        const assertion = {
          id: 'a',
          kind,
          from: from.parties,
          to: to.parties,
          ...(port !== undefined && { port }),
        } as const;
        expectAgreement(of, assertion, from, to, tierPorts);
      },
    ),
    { numRuns: 400 },
  );
});

const calicoPorts: readonly Traffic[] = [
  { protocol: 'TCP', port: 80 },
  { protocol: 'UDP', port: 53 },
  { protocol: 'SCTP', port: 8081 },
  { protocol: 'ICMP', type: 8, code: 0 },
  { protocol: 'ICMPv6', type: 128, code: 0 },
];

test('of worlds with both families, nodes, tiers and policies that disagree it says so too', () => {
  const worlds = arbitraryOf((choose) => {
    const isCalico = once(choose, 2);
    return world(
      [
        ...clusterObjects(choose),
        ...(isCalico ? calicoPolicies(choose) : [...ciliumLookups(choose), ...ciliumPolicies(choose)]),
        ...networkPolicies(choose, 2),
        ...clusterNetworkPolicies(choose, { sharedPriorities: true, nodes: true }),
      ] as KubernetesObject[],
      isCalico ? 'calico' : 'cilium',
    );
  });
  fc.assert(
    fc.property(
      worlds,
      fc.constantFrom('deny', 'allow'),
      fc.constantFrom(...calicoPorts),
      (of, kind, port) => {
        const side: Side = { parties: [{ type: 'pods' }], names: ({ engine }) => engine.pods.map(nameOf) };
        const assertion = { id: 'a', kind, from: side.parties, to: side.parties, port } as const;
        expectAgreement(of, assertion, side, side, calicoPorts);
        const namespaces = [...new Set(of.engine.pods.map(({ namespace }) => namespace))];
        for (const space of namespaces) {
          const some: Side = { parties: [{ type: 'pods', namespaces: [space] }], names: podsIn(space) };
          const outside = addressSide('8.8.8.8/32', '8.8.8.8');
          for (const [from, to] of [
            [some, side],
            [side, some],
            [some, outside],
            [outside, some],
          ] as const)
            expectAgreement(of, { ...assertion, from: from.parties, to: to.parties }, from, to, calicoPorts);
        }
      },
    ),
    { numRuns: 250, endOnFailure: true },
  );
});

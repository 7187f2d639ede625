import { type Profile, profiles } from '../../../src/network/profile.ts';
import type { Protocol } from '../../../src/network/question.ts';
import type { Comparison } from '../../oracles/subject.ts';
import type { GeneratedEnd, GeneratedPacket } from '../generate/index.ts';
import { type OracleEnd, startNetworkOracle, type WorldAnswer, type WorldQuestion } from '../oracle/index.ts';
import { type Deviations, evaluate, readWorld, type World } from '../reference/index.ts';

/** A generated cluster and what is asked of it. */
export interface GeneratedCase {
  readonly objects: readonly object[];
  readonly packets: readonly GeneratedPacket[];
}

/** Compares the reference under a profile with an evaluator of upstream's. @returns undefined where Go is missing */
export async function compareWithOracle(
  name: 'oracle-cyclonus' | 'oracle-cilium',
  profile: Profile,
  deviations: Deviations = {},
): Promise<Comparison<GeneratedCase> | undefined> {
  const oracle = await startNetworkOracle<WorldQuestion, WorldAnswer>(name);
  if (oracle === undefined) return undefined;
  return {
    async compare(cases) {
      const answers = await oracle.ask(cases.map(questionOf));
      return cases.map((one, index) => difference(one, answers[index] as WorldAnswer, profile, deviations));
    },
    close: () => oracle.close(),
  };
}

function questionOf({ objects, packets }: GeneratedCase): WorldQuestion {
  const world = readWorld(objects);
  const kind = (object: object) => (object as { kind: string }).kind;
  return {
    namespaces: objects.filter((object) => kind(object) === 'Namespace'),
    pods: objects.filter((object) => kind(object) === 'Pod'),
    policies: objects.filter((object) => kind(object).endsWith('Policy')),
    packets: packets.map((packet) => ({
      source: oracleEnd(world, packet.source, packet.destination),
      destination: oracleEnd(world, packet.destination, packet.source),
      protocol: packet.protocol,
      port: packet.port,
    })),
  };
}

function oracleEnd(world: World, end: GeneratedEnd, other: GeneratedEnd): OracleEnd {
  if (end.node === undefined)
    return end.pod === undefined ? { address: end.address } : { address: end.address, pod: end.pod };
  const pod = world.pods.find(({ namespace, name }) => `${namespace}/${name}` === other.pod);
  return { address: end.address, node: pod?.nodeName === end.node ? 'own' : 'other' };
}

function difference(
  { objects, packets }: GeneratedCase,
  { verdicts, refused }: WorldAnswer,
  profile: Profile,
  deviations: Deviations,
): string | undefined {
  if (refused !== undefined) return `upstream refuses: ${refused.join('; ')}`;
  const world = readWorld(objects);
  for (const [index, packet] of packets.entries()) {
    const ours = evaluate(
      world,
      profile,
      {
        source: { type: 'address', address: packet.source.address },
        destination: { type: 'address', address: packet.destination.address },
        protocol: packet.protocol as Protocol,
        port: packet.port,
      },
      deviations,
    );
    for (const side of ['egress', 'ingress'] as const) {
      const theirs = verdicts[index]?.[side] === true ? 'allow' : 'deny';
      if (ours[side].verdict !== theirs && ours[side].verdict !== 'unknown')
        return `${side} of ${JSON.stringify(packet)}: ${ours[side].verdict} (${ours[side].reason}: ${ours[side].policies.join(', ')}), upstream ${theirs}`;
    }
  }
  return undefined;
}

/** NetworkPolicy v1 alone, with blocks that match pods. */
export const plainProfile: Profile = {
  ...profiles.generic,
  options: { ipBlockMatchesPods: true, ipBlockMatchesNodes: true, kinds: [], networkPolicies: true },
};

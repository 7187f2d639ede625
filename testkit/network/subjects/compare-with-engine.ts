import type { KubernetesObject } from '../../../src/cluster/index.ts';
import {
  ask,
  NetworkEngine,
  type Profile,
  type Protocol,
  type Question,
} from '../../../src/network/index.ts';
import type { Comparison } from '../../oracles/subject.ts';
import { clusterOf } from '../../world/synthetic-cluster.ts';
import type { GeneratedPacket } from '../generate/index.ts';
import { evaluate, readWorld } from '../reference/index.ts';
import type { GeneratedCase } from './compare-with-oracle.ts';

/** Compares the engine with the reference: what each side says, and which policies decide. */
export function compareWithEngine(profile: Profile): Comparison<GeneratedCase> {
  return {
    compare: (cases) => Promise.resolve(cases.map((one) => engineDifference(one, profile))),
    close: () => Promise.resolve(),
  };
}

function engineDifference({ objects, packets }: GeneratedCase, profile: Profile): string | undefined {
  const engine = new NetworkEngine(clusterOf(objects as readonly KubernetesObject[]), profile);
  const world = readWorld(objects);
  for (const [index, packet] of packets.entries()) {
    const question = questionOf(packet, index);
    const fast = ask(engine, question);
    const slow = evaluate(world, profile, question);
    for (const side of ['egress', 'ingress'] as const) {
      if (
        fast[side].verdict !== slow[side].verdict ||
        !policiesAgree(fast[side].policies, slow[side].policies, profile)
      )
        return `${profile.id}, ${side} of ${JSON.stringify(question)}: engine ${JSON.stringify(fast[side])}, reference ${JSON.stringify(slow[side])}`;
    }
  }
  return undefined;
}

/** In Calico the first policy that allows ends the tier; the engine names all that would, which are as right. */
function policiesAgree(fast: readonly string[], slow: readonly string[], profile: Profile): boolean {
  if (profile.options.kinds.includes('Calico'))
    return slow.every((name) => fast.includes(name)) && (fast.length === 0) === (slow.length === 0);
  return String([...fast].sort()) === String([...slow].sort());
}

/** Every fourth is about a message of ICMP. */
function questionOf({ source, destination, protocol, port }: GeneratedPacket, index: number): Question {
  const ends = {
    source: { type: 'address', address: source.address },
    destination: { type: 'address', address: destination.address },
  } as const;
  if (index % 4 > 0) return { ...ends, protocol: protocol as Protocol, port };
  const [family, types] = source.address.includes(':')
    ? (['ICMPv6', [128, 1, 135]] as const)
    : (['ICMP', [8, 3, 0]] as const);
  return { ...ends, protocol: family, type: types[port % 3] ?? 0, code: index % 8 === 0 ? 0 : 1 };
}

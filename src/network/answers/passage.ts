import { asMap, asText, type EntryPoint } from '../../cluster/index.ts';
import { type Block, isIn, overlaps, parseBlocks } from '../address.ts';
import { has } from '../engine/bitset.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { mayHaveFamily, type NetworkPod } from '../pods.ts';
import { hasPrivate, isPrivate } from '../private-networks.ts';
import type { Protocol } from '../question.ts';
import { endpointOf, type Pods } from '../services.ts';
import { ask } from './ask.ts';
import { podNamed } from './ends.ts';

/** Where a connection ends. */
export interface Target {
  readonly pods: Pods;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Whether policies let a way through. */
export interface Passage {
  readonly verdict: 'reached' | 'blocked' | 'unknown';
  /** Why, as a clause without a full stop. */
  readonly why: string;
  /** Those that decide. */
  readonly policies: readonly string[];
}

/** From the controller of routes, which opens a connection of its own. */
export function fromPods(from: Pods, { pods, protocol, port }: Target, engine: NetworkEngine): Passage {
  if (podOf(engine, from) === undefined || podOf(engine, pods) === undefined) return noPod;
  const [source, destination] = [endpointOf(from), endpointOf(pods)];
  const { verdict, ingress, egress } = ask(engine, { source, destination, protocol, port });
  // What lets in is told; of what does not, the side that does not.
  const side = verdict === 'allow' || ingress.verdict !== 'allow' ? ingress : egress;
  const words = { allow: 'reached', deny: 'blocked', unknown: 'unknown' } as const;
  return { verdict: words[verdict], why: side.reason, policies: side.policies };
}

/** From a load balancer of the cloud, whose addresses are not in the cluster. */
export function fromCloud(to: Target, engine: NetworkEngine): Passage {
  const pod = podOf(engine, to.pods);
  if (pod === undefined) return noPod;
  const { state, maybe, answer } = letsIn(engine, pod, to, engine.universe.blocks);
  if (state === 'all' || (state === 'none' && !maybe)) return answer;
  return {
    verdict: 'unknown',
    why: 'the load balancer of the cloud has addresses that the cluster does not know, and policies let in some addresses only',
    policies: answer.policies,
  };
}

/**
 * From the client. A Service that does not keep to local endpoints may put the address of a node in place of the client's: then
 * both have to be let in, for which of them policies see is the plugin's business.
 * https://kubernetes.io/docs/tutorials/services/source-ip/
 */
export function fromOutside(entry: EntryPoint, to: Target, engine: NetworkEngine): Passage {
  const pod = podOf(engine, to.pods);
  if (pod === undefined) return noPod;
  const clients = clientBlocks(engine, entry);
  const nodes = hidesClients(entry) ? nodeBlocks(engine) : undefined;
  // One family of addresses that gets in is enough.
  const judged = ([4, 6] as const).flatMap((family): Passage[] => {
    const ofFamily = (blocks: readonly Block[]) => blocks.filter((block) => block.family === family);
    if (!mayHaveFamily(pod, family) || ofFamily(clients).length === 0) return [];
    const lets = (blocks: readonly Block[]) => letsIn(engine, pod, to, ofFamily(blocks));
    return [judgedBy(lets(clients), nodes && lets(nodes))];
  });
  const best = (['reached', 'unknown', 'blocked'] as const).flatMap((verdict) =>
    judged.filter((each) => each.verdict === verdict),
  );
  return best[0] ?? { verdict: 'unknown', why: 'no address that it is open to is known', policies: [] };
}

function hidesClients({ object }: EntryPoint): boolean {
  return object.kind === 'Service' && asText(asMap(object.body['spec'])['externalTrafficPolicy']) !== 'Local';
}

/** By whether clients are let in, and nodes where the Service may put theirs in place of the client's address. */
function judgedBy({ state, maybe, answer }: Let, nodes: Let | undefined): Passage {
  const { policies } = answer;
  if (state === 'none') {
    if (maybe) return { verdict: 'unknown', why: 'it depends on what is not known', policies };
    return nodes === undefined
      ? answer
      : { verdict: 'unknown', why: hiddenFromPolicies('do not let clients in'), policies };
  }
  if (nodes !== undefined && nodes.state !== 'all')
    return { verdict: 'unknown', why: hiddenFromPolicies('let clients in and not every node'), policies };
  return state === 'all'
    ? answer
    : { ...answer, why: 'its policies let in some of the addresses that it is open to' };
}

function hiddenFromPolicies(what: string): string {
  return `its policies ${what}, and may see the address of a node in place of the client's (externalTrafficPolicy: Cluster)`;
}

const noPod: Passage = { verdict: 'unknown', why: 'its pods were not read', policies: [] };

/** Blocks with addresses that clients of an entry point have: of its source ranges, of private networks, or of the internet. */
function clientBlocks(
  { universe: { blocks } }: NetworkEngine,
  { sourceRanges, exposure }: EntryPoint,
): readonly Block[] {
  const ranges = parseBlocks(sourceRanges);
  if (ranges.length > 0) return blocks.filter((block) => ranges.some((range) => overlaps(range, block)));
  return exposure === 'internal' ? blocks.filter(hasPrivate) : blocks.filter((block) => !isPrivate(block));
}

/** Blocks with the addresses of nodes; where none was read, of all private networks. */
function nodeBlocks({ universe: { blocks }, nodes }: NetworkEngine): readonly Block[] {
  const known = nodes.flatMap(({ addresses }) => addresses);
  return known.length === 0
    ? blocks.filter(hasPrivate)
    : blocks.filter((block) => known.some((address) => isIn(address, block)));
}

interface Let {
  readonly state: 'all' | 'some' | 'none';
  /** Whether more may get in, by what is not known. */
  readonly maybe: boolean;
  readonly answer: Passage;
}

/** How many of some addresses the ingress policies of a pod let in on a port. */
function letsIn(
  engine: NetworkEngine,
  pod: NetworkPod,
  { protocol, port }: Target,
  blocks: readonly Block[],
): Let {
  const unjudged = engine.unjudged(pod);
  if (unjudged.length > 0)
    return {
      state: 'none',
      maybe: true,
      answer: { verdict: 'unknown', why: 'it depends on policies that are not judged', policies: unjudged },
    };
  const { universe, compiled } = engine;
  const subject = universe.classOf(pod);
  const policies = compiled.policiesOf(subject, 'ingress').map(({ policy }) => policy.name);
  const row = engine.row(subject, 'ingress');
  if (!engine.profile.enforces || row === 'open')
    return {
      state: 'all',
      maybe: false,
      answer: {
        verdict: 'reached',
        why: engine.profile.enforces ? 'no policy isolates its ingress' : 'nobody enforces policies here',
        policies: [],
      },
    };
  const atom = universe.ports.at(protocol, port);
  const cells = row.filter(({ ports }) => has(ports, atom));
  const places = blocks.map((block) => universe.firstBlock + universe.blocks.indexOf(block));
  const open = places.filter((place) => cells.some(({ peers }) => has(peers, place))).length;
  const maybe = places.some((place) =>
    cells.some((cell) => cell.maybe !== undefined && has(cell.maybe, place)),
  );
  return {
    state: open === 0 ? 'none' : open === places.length ? 'all' : 'some',
    maybe,
    answer:
      open === 0
        ? { verdict: 'blocked', why: 'its policies let no such address in', policies }
        : { verdict: 'reached', why: 'its policies let it in', policies },
  };
}

function podOf(engine: NetworkEngine, pods: Pods): NetworkPod | undefined {
  const { namespace, name } = endpointOf(pods);
  return podNamed(engine, namespace, name);
}

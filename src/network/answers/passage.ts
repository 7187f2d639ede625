import { asMap, asText, type EntryPoint } from '../../cluster/index.ts';
import { type Block, type Family, overlaps, parseBlocks } from '../address.ts';
import { has } from '../engine/bitset.ts';
import type { CompiledPolicy } from '../engine/compiled-policies.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { mayHaveFamily, type NetworkPod } from '../pods.ts';
import { hasPrivate, isPrivate } from '../private-networks.ts';
import type { Protocol } from '../question.ts';
import { endpointOf, type Pods } from '../services.ts';
import { ask, sideOf } from './ask.ts';
import { podNamed } from './ends.ts';
import { trafficMatches } from './matching.ts';
import { nodeEnds } from './node-ends.ts';

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
  const { state, maybe, answer } = letsIn(
    engine,
    pod,
    to,
    placesWith(engine, () => true),
  );
  if (state === 'all' || (state === 'none' && !maybe)) return answer;
  return {
    verdict: 'unknown',
    why: 'the load balancer of the cloud has addresses that the cluster does not know, and policies let in some addresses only',
    policies: answer.policies,
  };
}

/** From a controller of routes that was not read. Where all pods were read nobody may answer; else it gets in where all addresses do. */
export function fromUnread(what: string, to: Target, engine: NetworkEngine): Passage {
  const pod = podOf(engine, to.pods);
  if (pod === undefined) return noPod;
  const { state, answer } = letsIn(
    engine,
    pod,
    to,
    placesWith(engine, () => true),
  );
  const isRead = engine.cluster.knowledgeOf('', 'Pod').complete;
  return state === 'all' && !isRead ? answer : { verdict: 'unknown', why: what, policies: [] };
}

/**
 * From the client. A Service that does not keep to local endpoints may put the address of a node in place of the client's: then
 * both have to be let in, for which of them policies see is the plugin's business.
 * https://kubernetes.io/docs/tutorials/services/source-ip/
 */
export function fromOutside(entry: EntryPoint, to: Target, engine: NetworkEngine): Passage {
  const pod = podOf(engine, to.pods);
  if (pod === undefined) return noPod;
  const isClient = clientTest(entry);
  // One family of addresses that gets in is enough.
  const judged = ([4, 6] as const).flatMap((family): Passage[] => {
    if (!mayHaveFamily(pod, family)) return [];
    const clients = placesWith(engine, (block) => block.family === family && isClient(block));
    if (clients.length === 0) return [];
    const nodes = hidesClients(entry) ? { areLetIn: letsNodesIn(engine, pod, to, family) } : undefined;
    return [judgedBy(letsIn(engine, pod, to, clients), nodes)];
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
function judgedBy({ state, maybe, answer }: Let, nodes: { readonly areLetIn: boolean } | undefined): Passage {
  const { policies } = answer;
  if (state === 'none') {
    if (maybe) return { verdict: 'unknown', why: 'it depends on what is not known', policies };
    return nodes === undefined
      ? answer
      : { verdict: 'unknown', why: hiddenFromPolicies('do not let clients in'), policies };
  }
  if (nodes !== undefined && !nodes.areLetIn)
    return { verdict: 'unknown', why: hiddenFromPolicies('let clients in and not every node'), policies };
  return state === 'all'
    ? answer
    : { ...answer, why: 'its policies let in some of the addresses that it is open to' };
}

function hiddenFromPolicies(what: string): string {
  return `its policies ${what}, and may see the address of a node in place of the client's (externalTrafficPolicy: Cluster)`;
}

const noPod: Passage = { verdict: 'unknown', why: 'its pods were not read', policies: [] };

/** Whether a block has addresses that clients of an entry point have: of its source ranges, of private networks, or of the internet. */
function clientTest({ sourceRanges, exposure }: EntryPoint): (block: Block) => boolean {
  const ranges = parseBlocks(sourceRanges);
  if (ranges.length > 0) return (block) => ranges.some((range) => overlaps(range, block));
  return exposure === 'internal' ? hasPrivate : (block) => !isPrivate(block);
}

/** Blocks of addresses by their number among all ends. */
function placesWith(
  { universe: { blocks, firstBlock } }: NetworkEngine,
  test: (block: Block) => boolean,
): readonly number[] {
  return blocks.flatMap((block, index) => (test(block) ? firstBlock + index : []));
}

/**
 * Whether policies let in what comes from any node. A node is asked about as one, for Cilium knows nodes by what they are and
 * not by their address; where none is known, any private address may be one of a node.
 * https://docs.cilium.io/en/stable/security/policy/language/#entities-based
 */
function letsNodesIn(engine: NetworkEngine, pod: NetworkPod, to: Target, family: Family): boolean {
  const isKnown = engine.nodes.some(({ addresses }) => addresses.length > 0);
  if (!isKnown && engine.profile.options.ipBlockMatchesNodes) {
    const places = placesWith(engine, (block) => block.family === family && hasPrivate(block));
    return letsIn(engine, pod, to, places).state === 'all';
  }
  const ends = isKnown ? nodeEnds(engine, family) : [{ node: '' }];
  const { protocol, port } = to;
  const question = { source: endpointOf(to.pods), destination: endpointOf(to.pods), protocol, port };
  return (
    ends.length > 0 &&
    ends.every(
      (source) => sideOf('ingress', { engine, source, destination: { pod }, question }).verdict === 'allow',
    )
  );
}

interface Let {
  readonly state: 'all' | 'some' | 'none';
  /** Whether more may get in, by what is not known. */
  readonly maybe: boolean;
  readonly answer: Passage;
}

/** How many of some addresses the ingress policies of a pod let in on a port. */
function letsIn(engine: NetworkEngine, pod: NetworkPod, to: Target, places: readonly number[]): Let {
  const unjudged = engine.unjudged(pod);
  if (unjudged.length > 0)
    return {
      state: 'none',
      maybe: true,
      answer: { verdict: 'unknown', why: 'it depends on policies that are not judged', policies: unjudged },
    };
  const { universe } = engine;
  const row = engine.row(universe.classOf(pod), 'ingress');
  if (!engine.profile.enforces || row === 'open')
    return { state: 'all', maybe: false, answer: openPassage(engine) };
  const atom = universe.ports.at(to.protocol, to.port);
  const cells = row.filter(({ ports }) => has(ports, atom));
  const open = places.filter((place) => cells.some(({ peers }) => has(peers, place)));
  const maybe = places.some((place) =>
    cells.some((cell) => cell.maybe !== undefined && has(cell.maybe, place)),
  );
  const policies = engine.compiled.policiesOf(universe.classOf(pod), 'ingress');
  return {
    state: open.length === 0 ? 'none' : open.length === places.length ? 'all' : 'some',
    maybe,
    answer:
      open.length === 0
        ? { verdict: 'blocked', why: 'its policies let no such address in', policies: namesOf(policies) }
        : {
            verdict: 'reached',
            why: 'its policies let it in',
            policies: namesOf(policies.filter((each) => lets(each, { engine, pod, to, open }))),
          },
  };
}

function openPassage(engine: NetworkEngine): Passage {
  return {
    verdict: 'reached',
    why: engine.profile.enforces ? 'no policy isolates its ingress' : 'nobody enforces policies here',
    policies: [],
  };
}

/** Whether a rule of a policy lets one of some addresses in on a port. */
function lets(
  { rules }: CompiledPolicy,
  { engine, pod, to, open }: { engine: NetworkEngine; pod: NetworkPod; to: Target; open: readonly number[] },
): boolean {
  const { universe } = engine;
  const { protocol, port } = to;
  const question = { source: endpointOf(to.pods), destination: endpointOf(to.pods), protocol, port };
  return rules.some((compiled) => {
    if (compiled.rule.action !== 'allow') return false;
    if (trafficMatches(compiled.rule, { engine, source: {}, destination: { pod }, question }) === 'no')
      return false;
    const { peers } = compiled.in(universe);
    return open.some((place) => has(peers.sure, place));
  });
}

function namesOf(policies: readonly CompiledPolicy[]): string[] {
  return [...new Set(policies.map(({ policy }) => policy.name))];
}

function podOf(engine: NetworkEngine, pods: Pods): NetworkPod | undefined {
  const { namespace, name } = endpointOf(pods);
  return podNamed(engine, namespace, name);
}

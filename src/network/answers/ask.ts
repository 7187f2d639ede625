import type { CompiledPolicy, TierPolicies } from '../engine/compiled-policies.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { NetworkPod } from '../pods.ts';
import type { Action, Direction, TierReading } from '../policies/policy.ts';
import { type Answer, isIcmp, type Question, type SideAnswer } from '../question.ts';
import { type End, endsOf, pairsOf } from './ends.ts';
import { isLetThrough } from './icmp.ts';
import type { Match } from './match.ts';
import { matchOf, type Sides } from './matching.ts';

/**
 * Whether a connection can be opened: the source must be let out and the destination must let it in. Where both ends have
 * addresses of both families, one family that connects is enough. Throws {@link UnknownEndpoint}.
 */
export function ask(engine: NetworkEngine, question: Question): Answer {
  return askBetween(engine, endsOf(engine, question.source), endsOf(engine, question.destination), question);
}

/** {@link ask} for ends that are found already: the question is only asked for its protocol and port. */
export function askBetween(
  engine: NetworkEngine,
  sources: readonly End[],
  destinations: readonly End[],
  question: Question,
): Answer {
  const [best] = answersBetween(engine, sources, destinations, question);
  if (best !== undefined) return best.answer;
  const nothing: SideAnswer = {
    verdict: 'deny',
    reason: isIcmp(question)
      ? `the ends have no addresses for ${question.protocol}`
      : 'the ends have no family of addresses in common',
    policies: [],
  };
  return { verdict: 'deny', egress: nothing, ingress: nothing };
}

/** The answer of every pair of ends that can connect, the one that counts first. */
export function answersBetween(
  engine: NetworkEngine,
  sources: readonly End[],
  destinations: readonly End[],
  question: Question,
): readonly { readonly sides: Sides; readonly answer: Answer }[] {
  const told = pairsOf(sources, destinations, question).map(([source, destination]) => {
    const sides = { engine, source, destination, question };
    return { sides, answer: answerOf(sides) };
  });
  return (['allow', 'unknown', 'deny'] as const).flatMap((verdict) =>
    told.filter(({ answer }) => answer.verdict === verdict),
  );
}

function answerOf(sides: Sides): Answer {
  const egress = sideOf('egress', sides);
  const ingress = sideOf('ingress', sides);
  const verdict =
    egress.verdict === 'deny' || ingress.verdict === 'deny'
      ? 'deny'
      : egress.verdict === 'allow' && ingress.verdict === 'allow'
        ? 'allow'
        : 'unknown';
  return { verdict, egress, ingress };
}

/**
 * What one side says: `source` of what it may send, `destination` of what it lets in.
 *
 * @param changed the policies of the side where others are supposed than there are
 */
export function sideOf(direction: Direction, sides: Sides, changed?: readonly TierPolicies[]): SideAnswer {
  const { engine, source, destination } = sides;
  const { pod, node } = direction === 'egress' ? source : destination;
  const allow = (reason: string): SideAnswer => ({ verdict: 'allow', reason, policies: [] });
  if (pod === undefined)
    return allow(
      node === undefined
        ? 'it is outside the cluster'
        : `it is node ${node}, for which policies of pods do not hold`,
    );
  if (pod.hostNetwork) return allow('it is in the network of its node, where policies do not hold');
  if (source.pod === destination.pod) return allow('a pod reaches itself');
  const own =
    direction === 'ingress' && !engine.profile.options.filtersOwnNode ? comesFromOwnNode(source, pod) : 'no';
  const ownNode = allow(fromOwnNode);
  // A rule of Cilium that denies wins over this as over any other that allows.
  const mayDenyNode = engine.profile.options.kinds.includes('Cilium');
  if (own === 'yes' && !mayDenyNode) return ownNode;
  const unjudged = engine.unjudged(pod);
  if (unjudged.length > 0)
    return { verdict: 'unknown', reason: 'it depends on policies that are not judged', policies: unjudged };
  if (!engine.profile.enforces) return allow('nobody enforces policies here');
  if (isIcmp(sides.question) && isLetThrough(engine.profile.options, sides.question))
    return allow('the plugin lets these messages through, whatever policies say');
  const tiers = changed ?? engine.compiled.tiersOf(engine.universe.classOf(pod), direction);
  if (own === 'yes') {
    const network = tiers.filter(({ reading }) => reading.tier === 'network');
    return (
      deniedAnswer(
        network.flatMap(({ policies }) => policies),
        direction,
        sides,
      ) ?? ownNode
    );
  }
  const answer = policyAnswer(tiers, direction, sides);
  return own === 'maybe' && answer.verdict === 'deny'
    ? {
        ...answer,
        verdict: 'unknown',
        reason: perhapsFromOwnNode,
      }
    : answer;
}

const fromOwnNode = 'it comes from the node of the pod, which is always let in';
const perhapsFromOwnNode = 'it may come from the node of the pod, which is always let in';

/** Whether a side lets a connection in, or may do so, only because it comes from the node of the pod. */
export function isByOwnNode({ reason }: SideAnswer): boolean {
  return reason === fromOwnNode || reason === perhapsFromOwnNode;
}

function comesFromOwnNode({ node, pod }: End, destination: NetworkPod): Match {
  if (node === undefined) return pod?.hostNetwork === true ? isOwnNode(pod, destination) : 'no';
  return isOwnNode({ nodeName: node }, destination);
}

/**
 * Whether what is in the network of a node comes from the node of a pod.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
 */
export function isOwnNode(source: Pick<NetworkPod, 'nodeName'>, destination: NetworkPod): Match {
  if (source.nodeName === undefined || destination.nodeName === undefined) return 'maybe';
  return source.nodeName === destination.nodeName ? 'yes' : 'no';
}

function policyAnswer(tiers: readonly TierPolicies[], direction: Direction, sides: Sides): SideAnswer {
  const perhaps: Outcome[] = [];
  for (const tier of tiers) {
    const answer =
      tier.reading.policies === 'together'
        ? additiveAnswer(tier.policies, direction, sides)
        : tierAnswer(tier, direction, sides, perhaps);
    if (answer !== undefined) return settled(answer, perhaps, sides);
  }
  return settled({ verdict: 'allow', reason: 'no policy isolates it', policies: [] }, perhaps, sides);
}

/** What a rule does that matches. */
interface Outcome {
  readonly action: Action;
  readonly policy: string;
  readonly place: string;
}

/** An answer, unless a rule that was asked before may have given another. */
function settled(answer: SideAnswer, perhaps: readonly Outcome[], sides: Sides): SideAnswer {
  const others = perhaps.filter(({ action }) => action !== answer.verdict);
  if (others.length === 0 || answer.verdict === 'unknown') return answer;
  return {
    verdict: 'unknown',
    reason: `whether a rule matches depends on ${unknownFact(sides)}`,
    policies: [...new Set(others.map(({ policy }) => policy))],
  };
}

/**
 * The first rule that matches decides; nothing where none does and the tier leaves the rest to the next, or one passes. What
 * rules would do that may match is added to `perhaps`.
 */
function tierAnswer(
  { reading, policies }: TierPolicies,
  direction: Direction,
  sides: Sides,
  perhaps: Outcome[],
): SideAnswer | undefined {
  for (let at = 0; at < policies.length; ) {
    const { priority } = (policies[at] as CompiledPolicy).policy;
    const equals =
      reading.ties === 'by-name'
        ? policies.slice(at, at + 1)
        : policies.slice(at).filter(({ policy }) => policy.priority === priority);
    at += equals.length;
    const decided = equals.flatMap((policy) => firstMatch(policy, direction, sides, perhaps) ?? []);
    const passing = perhaps.find(({ action }) => action === 'pass');
    if (passing !== undefined)
      return settled({ verdict: 'allow', reason: '', policies: [passing.policy] }, [passing], sides);
    const [first] = decided;
    if (first === undefined) continue;
    const names = decided.map(({ policy }) => policy);
    if (new Set(decided.map(({ action }) => action)).size > 1)
      return {
        verdict: 'unknown',
        reason: `policies of priority ${priority} disagree, and which one counts is not defined`,
        policies: names,
      };
    if (first.action === 'pass') return undefined;
    const rule = `${first.place} ${first.action === 'allow' ? acceptingWord(reading) : 'denies'} it`;
    return { verdict: first.action, reason: rule, policies: names };
  }
  if (reading.rest === 'next') return undefined;
  return { verdict: 'deny', reason: closedReason(reading), policies: namesOf(policies) };
}

function acceptingWord({ tier }: TierReading): string {
  return tier === 'admin' || tier === 'baseline' ? 'accepts' : 'allows';
}

function closedReason({ tier, name }: TierReading): string {
  return tier === 'network'
    ? 'it is isolated, and no rule allows it'
    : `tier ${name} denies what none of its rules decides`;
}

function firstMatch(
  { policy, rules }: CompiledPolicy,
  direction: Direction,
  sides: Sides,
  perhaps: Outcome[],
): Outcome | undefined {
  for (const compiled of rules) {
    const match = matchOf(compiled, direction, sides);
    if (match === 'no') continue;
    const { action, place } = compiled.rule;
    const outcome = { action, policy: policy.name, place };
    if (match === 'yes') return outcome;
    perhaps.push(outcome);
  }
  return undefined;
}

/** Policies of Kubernetes add to each other: one rule that allows is enough, and those that isolate deny the rest. */
function additiveAnswer(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  sides: Sides,
): SideAnswer | undefined {
  if (isIcmp(sides.question) && sides.engine.profile.options.icmp === undefined)
    return {
      verdict: 'unknown',
      reason: 'what a NetworkPolicy does to ICMP is left to the plugin, and not known of this one',
      policies: namesOf(policies),
    };
  const denied = deniedAnswer(policies, direction, sides);
  if (denied !== undefined) return denied;
  const allowing: string[] = [];
  const perhaps: string[] = [];
  let place = '';
  for (const { policy, rules } of policies) {
    const matches = rules.map((rule) =>
      rule.rule.action === 'allow' ? matchOf(rule, direction, sides) : 'no',
    );
    const first = matches.indexOf('yes');
    if (first >= 0) {
      allowing.push(policy.name);
      place ||= rules[first]?.rule.place ?? '';
    } else if (matches.includes('maybe')) perhaps.push(policy.name);
  }
  if (allowing.length > 0)
    return { verdict: 'allow', reason: `${place} allows it`, policies: [...new Set(allowing)] };
  if (perhaps.length > 0)
    return {
      verdict: 'unknown',
      reason: `a rule may allow it, by ${unknownFact(sides)}`,
      policies: perhaps,
    };
  const isolating = policies.filter(({ policy: { isolates } }) => isolates?.[direction] !== false);
  if (isolating.length === 0)
    return sides.engine.profile.options.isolatesAll === true
      ? {
          verdict: 'deny',
          reason: 'pods are closed without policies here, and no rule allows it',
          policies: [],
        }
      : undefined;
  return {
    verdict: 'deny',
    reason: 'it is isolated, and no rule allows it',
    policies: namesOf(isolating),
  };
}

/** A rule of Cilium that denies, which wins over whatever allows. */
function deniedAnswer(
  policies: readonly CompiledPolicy[],
  direction: Direction,
  sides: Sides,
): SideAnswer | undefined {
  const matching = (wanted: Match) =>
    policies.filter(({ rules }) =>
      rules.some((rule) => rule.rule.action === 'deny' && matchOf(rule, direction, sides) === wanted),
    );
  const denying = matching('yes');
  if (denying.length > 0)
    return { verdict: 'deny', reason: 'a rule denies it, which wins', policies: namesOf(denying) };
  const perhaps = matching('maybe');
  return perhaps.length === 0
    ? undefined
    : {
        verdict: 'unknown',
        reason: `a rule may deny it, by ${unknownFact(sides)}`,
        policies: namesOf(perhaps),
      };
}

function namesOf(policies: readonly CompiledPolicy[]): string[] {
  return [...new Set(policies.map(({ policy }) => policy.name))];
}

/** What a rule asks for that a question does not tell. */
function unknownFact({ question }: Sides): string {
  return isIcmp(question) && question.code === undefined
    ? 'a type or code that is not said, or an address that is not known'
    : 'an address that is not known';
}

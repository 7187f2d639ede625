import { compileSelector } from '../../cluster/index.ts';
import type { CompiledPolicy } from '../engine/compiled-policies.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { namespaceLabels } from '../engine/selection.ts';
import { expressionHolds, expressionText, type LabelExpression } from '../policies/label-expression.ts';
import type { Direction, Peer, PortSelection, Rule } from '../policies/policy.ts';
import { type Answer, isIcmp, type Question, type Traffic } from '../question.ts';
import { ask } from './ask.ts';
import { endsOf } from './ends.ts';
import { peersMatch, type Sides, trafficMatches } from './matching.ts';

/** A rule that would let a connection through but for one thing. */
export interface NearMiss {
  readonly policy: string;
  readonly place: string;
  /** What is off, as a sentence without a full stop. */
  readonly off: string;
}

/** Why one side answers as it does. */
export interface SideReasons {
  /** Policies that isolate the pod in this direction. */
  readonly isolating: readonly string[];
  /** Rules that let the connection through. */
  readonly letting: readonly { readonly policy: string; readonly place: string }[];
  readonly near: readonly NearMiss[];
  /** The smallest change that would turn the answer of this side round; undefined where no policy can. */
  readonly change: string | undefined;
}

export interface Explanation extends Answer {
  readonly reasons: Readonly<Record<Direction, SideReasons>>;
}

/**
 * Why a connection is allowed or denied: the policies of both sides are gone through again, rule by rule, so that nothing
 * has to be kept while the map is computed.
 */
export function why(engine: NetworkEngine, question: Question): Explanation {
  const answer = ask(engine, question);
  const [source = {}] = endsOf(engine, question.source);
  const [destination = {}] = endsOf(engine, question.destination);
  const sides = { engine, source, destination, question };
  return {
    ...answer,
    reasons: { egress: reasonsOf('egress', answer, sides), ingress: reasonsOf('ingress', answer, sides) },
  };
}

const nothing: SideReasons = { isolating: [], letting: [], near: [], change: undefined };

function reasonsOf(direction: Direction, answer: Answer, sides: Sides): SideReasons {
  const { engine, source, destination } = sides;
  const { pod } = direction === 'egress' ? source : destination;
  if (pod === undefined || pod.hostNetwork || !engine.profile.enforces) return nothing;
  const tiers = engine.compiled.tiersOf(engine.universe.classOf(pod), direction);
  const letting: { policy: string; place: string }[] = [];
  const near: NearMiss[] = [];
  for (const { policy, rules } of tiers.flatMap(({ policies }) => policies))
    for (const { rule } of rules) {
      if (rule.action !== 'allow') continue;
      const isPort = trafficMatches(rule, sides) === 'yes';
      const isPeer = peersMatch(rule.peers, direction, sides) === 'yes';
      if (isPort && isPeer) letting.push({ policy: policy.name, place: rule.place });
      else if (isPeer) near.push({ policy: policy.name, place: rule.place, off: portOff(rule, sides) });
      else if (isPort) {
        const off = peerOff(rule, direction, sides);
        if (off !== undefined) near.push({ policy: policy.name, place: rule.place, off });
      }
    }
  const isolating = tiers.flatMap(({ reading, policies }) => (reading.rest === 'deny' ? policies : []));
  return {
    isolating: isolating.map(({ policy }) => policy.name),
    letting,
    near,
    change: changeOf(direction, answer, { isolating, letting, near }, sides),
  };
}

function portOff({ ports = [], icmp = [] }: Rule, { question }: Sides): string {
  const listed = [...ports.map(portText), ...icmp.map(trafficText)];
  return `the peer is right, and ${trafficText(question)} is none of its ports (${listed.join(', ')})`;
}

/** `TCP 80`, `ICMP 8/0`, `ICMPv6` for any of its messages. */
export function trafficText(traffic: Traffic): string {
  if (!isIcmp(traffic)) return `${traffic.protocol} ${traffic.port}`;
  const { protocol, type, code } = traffic;
  return [protocol, ...(type === undefined ? [] : [code === undefined ? type : `${type}/${code}`])].join(' ');
}

/** `TCP 80`, `UDP 1-1024`, `TCP http`. */
export function portText(port: PortSelection): string {
  const protocol = port.protocol === undefined ? '' : `${port.protocol} `;
  if ('name' in port) return `${protocol}${port.name}`;
  if (port.first === 1 && port.last === 65_535) return `every ${protocol}port`;
  return `${protocol}${port.first === port.last ? port.first : `${port.first}-${port.last}`}`;
}

/** One label off: the namespace is right and one term of the labels is not, or the other way round. */
function peerOff(
  { peers = [] }: Rule,
  direction: Direction,
  { engine, source, destination }: Sides,
): string | undefined {
  const { pod } = direction === 'egress' ? destination : source;
  if (pod === undefined || pod.hostNetwork) return undefined;
  for (const peer of peers) {
    const wrong = wrongTerms(peer, pod, engine);
    const [only] = wrong;
    if (wrong.length === 1 && only !== undefined) return `the port is right, and ${only}`;
  }
  return undefined;
}

function wrongTerms(
  peer: Peer,
  pod: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
  engine: NetworkEngine,
): string[] {
  if (!('pods' in peer)) return [];
  const { namespaces, pods, expression } = peer.pods;
  const wrong: string[] = [];
  for (const each of termsOf(expression))
    if (!expressionHolds(each, pod.labels))
      wrong.push(`the labels of the peer do not satisfy ${expressionText(each)}`);
  if (namespaces !== 'all') {
    if ('name' in namespaces) {
      if (namespaces.name !== pod.namespace)
        wrong.push(`it speaks of pods of namespace ${namespaces.name}, and the peer is in ${pod.namespace}`);
    } else if (!compileSelector(namespaces.selector)(namespaceLabels(engine.cluster, pod.namespace)))
      wrong.push(`namespace ${pod.namespace} does not have the labels that it asks for`);
  }
  for (const [key, value] of Object.entries(pods?.matchLabels ?? {}))
    if (pod.labels[key] !== value)
      wrong.push(
        `the peer has ${Object.hasOwn(pod.labels, key) ? `${key}=${pod.labels[key]}` : `no label ${key}`}, and not ${key}=${value}`,
      );
  for (const term of pods?.matchExpressions ?? [])
    if (!compileSelector({ matchExpressions: [term] })(pod.labels))
      wrong.push(
        `the labels of the peer do not fit ${term.key} ${term.operator}${term.values === undefined ? '' : ` (${term.values.join(', ')})`}`,
      );
  return wrong;
}

function termsOf(expression: LabelExpression | undefined): readonly LabelExpression[] {
  if (expression === undefined) return [];
  return expression.operator === 'and' ? expression.of.flatMap(termsOf) : [expression];
}

function changeOf(
  direction: Direction,
  answer: Answer,
  {
    isolating,
    letting,
    near,
  }: {
    readonly isolating: readonly CompiledPolicy[];
    readonly letting: readonly { readonly policy: string; readonly place: string }[];
    readonly near: readonly NearMiss[];
  },
  { question, source, destination }: Sides,
): string | undefined {
  const side = answer[direction];
  const subject = direction === 'egress' ? source.pod : destination.pod;
  const peer = direction === 'egress' ? destination.pod : source.pod;
  const type = direction === 'egress' ? 'Egress' : 'Ingress';
  if (subject === undefined) return undefined;
  if (side.verdict === 'deny') {
    const first = mostSpecific(isolating);
    const who = peer === undefined ? 'the address' : `pods of namespace ${peer.namespace} with its labels`;
    const rule = direction === 'egress' ? 'an egress rule' : 'an ingress rule';
    if (isIcmp(question) && first?.policy.object.kind === 'NetworkPolicy')
      return `to allow it, add ${rule} without ports for ${who} to ${first.policy.name}, which cannot name messages of ICMP`;
    const [miss] = near.filter(({ policy }) => isolating.some((each) => each.policy.name === policy));
    if (miss !== undefined)
      return miss.off.startsWith('the peer is right')
        ? `to allow it, add ${addedText(question)} to ${miss.place} of ${miss.policy}`
        : `to allow it, change ${miss.place} of ${miss.policy}: ${miss.off}`;
    if (first === undefined) return `to allow it, change ${side.policies.join(', ')}`;
    return `to allow it, add ${rule} for ${who} and ${trafficText(question)} to ${first.policy.name}`;
  }
  if (side.verdict !== 'allow') return undefined;
  if (isolating.length === 0 && letting.length === 0)
    return `to deny it, select ${subject.namespace}/${subject.name} by a NetworkPolicy with type ${type}`;
  return letting.length === 0
    ? undefined
    : `to deny it, narrow ${letting.map(({ policy, place }) => `${place} of ${policy}`).join(' and ')}`;
}

function addedText(question: Question): string {
  return isIcmp(question) ? trafficText(question) : `port ${question.port}, protocol ${question.protocol}`;
}

/** The policy that speaks of these pods rather than of all, where there is one. */
function mostSpecific(policies: readonly CompiledPolicy[]): CompiledPolicy | undefined {
  const terms = ({ policy: { subject } }: CompiledPolicy) =>
    Object.keys(subject.pods?.matchLabels ?? {}).length + (subject.pods?.matchExpressions ?? []).length;
  return [...policies].sort((left, right) => terms(right) - terms(left))[0];
}

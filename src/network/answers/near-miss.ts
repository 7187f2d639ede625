import { compileSelector } from '../../cluster/index.ts';
import type { CompiledPolicy } from '../engine/compiled-policies.ts';
import type { CompiledRule } from '../engine/compiled-rule.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { namespaceLabels } from '../engine/selection.ts';
import { expressionHolds, expressionText, type LabelExpression } from '../policies/label-expression.ts';
import type { Direction, Peer, Rule } from '../policies/policy.ts';
import { partsOf, type Sides } from './matching.ts';
import { portText, trafficText } from './traffic-text.ts';

/** A rule that would let a connection through but for one thing. */
export interface Near {
  readonly policy: CompiledPolicy;
  readonly rule: CompiledRule;
  /** What the rule lacks. */
  readonly lacks: 'port' | 'peer';
  /** What is off, as a sentence without a full stop. */
  readonly off: string;
}

/** What a rule that allows lacks to be about a connection, where that is one thing; undefined where it is about it, or more is. */
export function nearMiss(
  policy: CompiledPolicy,
  compiled: CompiledRule,
  direction: Direction,
  sides: Sides,
): Near | undefined {
  const { rule } = compiled;
  const { traffic, peers, rest } = partsOf(rule, direction, sides);
  if (rule.action !== 'allow' || rest !== 'yes') return undefined;
  if (peers === 'yes')
    return traffic === 'yes'
      ? undefined
      : { policy, rule: compiled, lacks: 'port', off: portOff(rule, sides) };
  const off = traffic === 'yes' ? peerOff(rule, direction, sides) : undefined;
  return off === undefined ? undefined : { policy, rule: compiled, lacks: 'peer', off };
}

function portOff({ ports = [], icmp = [] }: Rule, { question }: Sides): string {
  const listed = [...ports.map(portText), ...icmp.map(trafficText)];
  return `the peer is right, and ${trafficText(question)} is none of its ports (${listed.join(', ')})`;
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

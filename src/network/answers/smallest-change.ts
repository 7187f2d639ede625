import type { CompiledPolicy, TierPolicies } from '../engine/compiled-policies.ts';
import type { CompiledRule } from '../engine/compiled-rule.ts';
import type { LabelExpression } from '../policies/label-expression.ts';
import type { Action, Direction } from '../policies/policy.ts';
import { isIcmp } from '../question.ts';
import { sideOf } from './ask.ts';
import { type Step, tiersAfter } from './change-steps.ts';
import { matchOf, type Sides } from './matching.ts';
import type { Near } from './near-miss.ts';
import { canName, canPass, isCalico, isInOrder, newKind } from './policy-language.ts';

/** Of each sort, so that a policy of thousands of rules is no work without end. */
const mostTried = 20;

/**
 * The fewest steps after which a side answers otherwise: allows the connection of `told`, or denies that of every pair of
 * ends. Each is tried by asking again. Undefined where none of them does.
 *
 * @param pairs of ends that can connect; the answer is that of the first
 */
export function smallestChange(
  direction: Direction,
  [told, ...others]: readonly [Sides, ...Sides[]],
  near: readonly Near[],
): readonly Step[] | undefined {
  const { engine } = told;
  const { pod } = direction === 'egress' ? told.source : told.destination;
  if (pod === undefined) return undefined;
  const tiers = engine.compiled.tiersOf(engine.universe.classOf(pod), direction);
  const { verdict } = sideOf(direction, told);
  if (verdict === 'unknown') return undefined;
  const [pairs, wanted] =
    verdict === 'deny' ? ([[told], 'allow'] as const) : ([[told, ...others], 'deny'] as const);
  const situation = { direction, pairs, tiers, near };
  const candidates = [...(wanted === 'allow' ? openings(situation) : closings(situation))];
  return candidates
    .filter((steps) => steps.length > 0)
    .sort((left, right) => left.length - right.length)
    .find((steps) => {
      const after = tiersAfter(tiers, steps, direction, { engine, pod });
      return pairs.every((sides) => sideOf(direction, sides, after).verdict === wanted);
    });
}

interface Situation {
  readonly direction: Direction;
  readonly pairs: readonly Sides[];
  readonly tiers: readonly TierPolicies[];
  readonly near: readonly Near[];
}

type Place = { readonly policy: CompiledPolicy; readonly rule: CompiledRule };

/** Rules with an action that are or may be about the connection, in the order in which they are asked. */
function about(
  { direction, pairs, tiers }: Situation,
  inOrder: boolean,
  ...actions: readonly Action[]
): Place[] {
  return tiers
    .filter(({ reading }) => isInOrder(reading) === inOrder)
    .flatMap(({ policies }) =>
      policies.flatMap((policy) =>
        policy.rules
          .filter(
            (rule) =>
              actions.includes(rule.rule.action) &&
              pairs.some((sides) => matchOf(rule, direction, sides) !== 'no'),
          )
          .map((rule) => ({ policy, rule })),
      ),
    );
}

/** What may let the connection through: what denies it is met first, and then something has to allow it. */
function* openings(situation: Situation): Iterable<Step[]> {
  const { direction, tiers, near, pairs } = situation;
  const [sides] = pairs as readonly [Sides];
  const names = ({ policy }: CompiledPolicy) => canName(policy.object, direction, sides);
  const denied = about(situation, true, 'deny').filter(({ policy }) => names(policy));
  const insert = ({ policy, rule }: Place, action: Action): Step => ({ do: 'insert', policy, rule, action });
  const narrowed = about(situation, false, 'deny').map((place): Step => ({ do: 'narrow', ...place }));
  const all = denied.map((place) => insert(place, 'allow'));
  const bases: Step[][] = [
    ...denied
      .slice(0, mostTried)
      .flatMap((place) => [
        ...(canPass(place.policy.policy.object) ? [[insert(place, 'pass')]] : []),
        [insert(place, 'allow')],
      ]),
    all,
    narrowed,
    [...all, ...narrowed],
  ];
  const closing = tiers.flatMap(({ reading, policies }) => (reading.rest === 'deny' ? policies : []));
  const allowing: Step[] = [
    ...near
      .filter((each) => isCurable(each, sides))
      .slice(0, mostTried)
      .map(
        ({ policy, rule, lacks }): Step => ({ do: lacks === 'port' ? 'add-port' : 'add-peer', policy, rule }),
      ),
    ...mostSpecificFirst(closing.filter(names))
      .slice(0, mostTried)
      .map((policy): Step => ({ do: 'add-rule', policy })),
  ];
  for (const step of allowing) yield [step];
  for (const base of bases) {
    yield base;
    for (const step of allowing) yield [...base, step];
  }
  if (newKind(direction, true, sides) !== undefined)
    for (const base of [[], ...bases]) yield [...base, { do: 'add-policy', allows: true }];
}

/** What may keep the connection out. */
function* closings(situation: Situation): Iterable<Step[]> {
  const inOrder = about(situation, true, 'allow', 'pass');
  const narrowed = [...inOrder, ...about(situation, false, 'allow')].map(
    (place): Step => ({ do: 'narrow', ...place }),
  );
  const denied = inOrder.map((place): Step => ({ do: 'insert', ...place, action: 'deny' }));
  for (const steps of [narrowed, denied]) {
    for (const step of steps.slice(0, mostTried)) yield [step];
    if (steps.length > 1) yield steps;
  }
  const [sides] = situation.pairs;
  if (sides === undefined || newKind(situation.direction, false, sides) === undefined) return;
  const isolated: Step = { do: 'add-policy', allows: false };
  yield [isolated];
  if (narrowed.length > 0) yield [...narrowed, isolated];
}

/** Whether what a rule lacks can be added to it: a rule of Calico has one peer and one protocol, and ports are none of ICMP. */
function isCurable({ policy: { policy }, rule: { rule }, lacks }: Near, { question }: Sides): boolean {
  if (lacks === 'peer')
    return (
      !isCalico(policy.object) &&
      (rule.peers ?? []).every((peer) => 'pods' in peer || policy.object.kind === 'NetworkPolicy')
    );
  if (isIcmp(question) || rule.ports === undefined || rule.notPorts !== undefined) return false;
  return !isCalico(policy.object) || rule.ports.every(({ protocol }) => protocol === question.protocol);
}

/** Those that speak of these pods rather than of all. */
function mostSpecificFirst(policies: readonly CompiledPolicy[]): CompiledPolicy[] {
  const terms = ({ policy: { subject } }: CompiledPolicy): number =>
    Object.keys(subject.pods?.matchLabels ?? {}).length +
    (subject.pods?.matchExpressions ?? []).length +
    termsIn(subject.expression);
  return [...policies].sort((left, right) => terms(right) - terms(left));
}

function termsIn(expression: LabelExpression | undefined): number {
  if (expression === undefined || expression.operator === 'all') return 0;
  return expression.operator === 'and' ? expression.of.reduce((sum, each) => sum + termsIn(each), 0) : 1;
}

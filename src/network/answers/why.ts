import type { CompiledPolicy, TierPolicies } from '../engine/compiled-policies.ts';
import type { CompiledRule } from '../engine/compiled-rule.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import type { Action, Direction } from '../policies/policy.ts';
import type { Answer, Question, SideAnswer } from '../question.ts';
import { answersBetween, ask } from './ask.ts';
import type { Step } from './change-steps.ts';
import { changeText } from './change-text.ts';
import { endsOf } from './ends.ts';
import { matchOf, type Sides } from './matching.ts';
import { nearMiss } from './near-miss.ts';
import { newKind } from './policy-language.ts';
import { smallestChange } from './smallest-change.ts';

/** A rule by its policy and its place in it. */
export interface RulePlace {
  readonly policy: string;
  /** `ingress[0]`. */
  readonly place: string;
}

/** A rule that would let a connection through but for one thing. */
export interface NearMiss extends RulePlace {
  /** What is off, as a sentence without a full stop. */
  readonly off: string;
}

/** One edit of a change. */
export interface ChangeStep extends Partial<RulePlace> {
  readonly do: Step['do'];
  /** What a rule does that is put before another. */
  readonly action?: Action;
  /** Of a policy that is added. */
  readonly kind?: string;
}

/** Why one side answers as it does. */
export interface SideReasons {
  /** Policies that isolate the pod in this direction. */
  readonly isolating: readonly string[];
  /** Rules that allow the connection: they let it through, or would where something else denies it. */
  readonly letting: readonly RulePlace[];
  /** Rules that deny the connection: they keep it out, or would where something else allows it. */
  readonly denying: readonly RulePlace[];
  readonly near: readonly NearMiss[];
  /**
   * The smallest change that turns the answer of this side round, as was found by asking again; undefined where no policy can,
   * or the answer is not known.
   */
  readonly change: string | undefined;
  /** The edits of that change, all of which have to be made. */
  readonly steps: readonly ChangeStep[];
}

export interface Explanation extends Answer {
  readonly reasons: Readonly<Record<Direction, SideReasons>>;
}

/**
 * Why a connection is allowed or denied: the policies of both sides are gone through again, rule by rule, so that nothing
 * has to be kept while the map is computed.
 */
export function why(engine: NetworkEngine, question: Question): Explanation {
  const between = answersBetween(
    engine,
    endsOf(engine, question.source),
    endsOf(engine, question.destination),
    question,
  );
  const [first, ...others] = between;
  if (first === undefined)
    return { ...ask(engine, question), reasons: { egress: nothing, ingress: nothing } };
  const pairs = [first.sides, ...others.map(({ sides }) => sides)] as const;
  return {
    ...first.answer,
    reasons: {
      egress: reasonsOf('egress', pairs, first.answer.egress),
      ingress: reasonsOf('ingress', pairs, first.answer.ingress),
    },
  };
}

const nothing: SideReasons = {
  isolating: [],
  letting: [],
  denying: [],
  near: [],
  change: undefined,
  steps: [],
};

function reasonsOf(
  direction: Direction,
  pairs: readonly [Sides, ...Sides[]],
  { verdict }: SideAnswer,
): SideReasons {
  const [sides] = pairs;
  const { engine, source, destination } = sides;
  const { pod } = direction === 'egress' ? source : destination;
  if (pod === undefined || pod.hostNetwork || !engine.profile.enforces) return nothing;
  const tiers = engine.compiled.tiersOf(engine.universe.classOf(pod), direction);
  const rules = tiers.flatMap(({ policies }) =>
    policies.flatMap((policy) => policy.rules.map((rule) => [policy, rule] as const)),
  );
  const doing = (action: Action) =>
    rules.flatMap(([policy, rule]) =>
      rule.rule.action === action && matchOf(rule, direction, sides) === 'yes' ? placeOf(policy, rule) : [],
    );
  const near = rules.flatMap(([policy, rule]) => nearMiss(policy, rule, direction, sides) ?? []);
  const steps = smallestChange(direction, pairs, near) ?? [];
  return {
    isolating: isolating(tiers, direction),
    letting: doing('allow'),
    denying: doing('deny'),
    near: near.map(({ policy, rule, off }) => ({ ...placeOf(policy, rule), off })),
    change:
      steps.length === 0
        ? undefined
        : `to ${verdict === 'deny' ? 'allow' : 'deny'} it, ${changeText(steps, direction, sides)}`,
    steps: steps.map((step) => told(step, direction, sides)),
  };
}

function isolating(tiers: readonly TierPolicies[], direction: Direction): string[] {
  return tiers.flatMap(({ reading, policies }) =>
    reading.rest === 'deny'
      ? policies.flatMap(({ policy: { isolates, name } }) => (isolates?.[direction] === false ? [] : name))
      : [],
  );
}

function placeOf({ policy }: CompiledPolicy, { rule }: CompiledRule): RulePlace {
  return { policy: policy.name, place: rule.place };
}

function told(step: Step, direction: Direction, sides: Sides): ChangeStep {
  if (step.do === 'add-policy') {
    const kind = newKind(direction, step.allows, sides)?.kind;
    return { do: step.do, ...(kind !== undefined && { kind }) };
  }
  const policy = step.policy.policy.name;
  if (step.do === 'add-rule') return { do: step.do, policy };
  return {
    do: step.do,
    policy,
    place: step.rule.rule.place,
    ...(step.do === 'insert' && { action: step.action }),
  };
}

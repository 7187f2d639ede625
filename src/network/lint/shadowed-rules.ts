import { difference, hasCommon, isEmpty } from '../engine/bitset.ts';
import type { TierPolicies } from '../engine/compiled-policies.ts';
import type { CompiledRule } from '../engine/compiled-rule.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { cellsOf, type RuleCell } from '../engine/rule-cells.ts';
import type { Action, Direction, Policy } from '../policies/policy.ts';
import { type Lint, pathOfPlace } from './finding.ts';

interface Placed {
  readonly policy: Policy;
  readonly rule: CompiledRule;
  readonly cells: readonly RuleCell[];
}

const directions = ['ingress', 'egress'] as const;

/**
 * Rules that never count, for one other decides all that they are about, for every pod: one that is asked before in a tier whose
 * first match decides, or one of Cilium that denies, which wins.
 * https://network-policy-api.sigs.k8s.io/api-overview/
 */
export function* shadowedRules(engine: NetworkEngine): Iterable<Lint> {
  if (!engine.profile.enforces) return;
  for (const direction of directions)
    for (const [{ rule }, { policy, by }] of shadowing(engine, direction)) {
      const [first] = by;
      if (first === undefined) continue;
      const [{ rule: before }, other] = first;
      const isSame = before.action === rule.action;
      // Those of NetworkPolicy that repeat each other are told as what adds up.
      if (isSame && policy.object.group === 'networking.k8s.io') continue;
      const where = other === policy ? before.place : `${before.place} of ${other.name}`;
      yield {
        rule: isSame ? 'rule-repeated' : 'rule-never-counts',
        object: policy.object,
        path: pathOfPlace(rule.place),
        message: `${rule.place} ${words[rule.action]} nothing that ${where} does not ${isSame ? 'likewise decide' : `${verbs[before.action]}`} before it.`,
      };
    }
}

const words: Readonly<Record<Action, string>> = { allow: 'allows', deny: 'denies', pass: 'passes on' };
const verbs: Readonly<Record<Action, string>> = { allow: 'allow', deny: 'deny', pass: 'pass on' };

/** For each rule those that decide all that it is about, for every class that it is about. */
function shadowing(engine: NetworkEngine, direction: Direction) {
  const { universe, compiled } = engine;
  const found = new Map<CompiledRule, { readonly policy: Policy; by: Map<CompiledRule, Policy> }>();
  for (const { index } of universe.classes)
    for (const tier of compiled.tiersOf(index, direction)) {
      const placed = placedIn(tier, index, direction, engine);
      for (const [at, { policy, rule, cells }] of placed.entries()) {
        if (cells.every(({ possible }) => isEmpty(possible))) continue;
        const known = found.get(rule)?.by;
        if (known?.size === 0) continue;
        const by = new Map(
          placed
            .filter(
              (each, other) =>
                (known === undefined || known.has(each.rule)) &&
                wins(tier, { ...each, at: other }, { policy, rule, at }) &&
                decidesAll(each.cells, cells),
            )
            .map((each) => [each.rule, each.policy]),
        );
        found.set(rule, { policy, by });
      }
    }
  return found;
}

function placedIn(
  { reading, policies }: TierPolicies,
  subject: number,
  direction: Direction,
  { universe }: NetworkEngine,
): Placed[] {
  // Where rules add up and none denies, none wins over another.
  const isPlain =
    reading.policies === 'together' &&
    policies.every(({ rules }) => rules.every(({ rule }) => rule.action === 'allow'));
  if (isPlain) return [];
  return policies.flatMap(({ policy, rules }) =>
    rules.map((rule) => ({ policy, rule, cells: [...cellsOf(rule, subject, direction, universe)] })),
  );
}

interface At {
  readonly policy: Policy;
  readonly rule: CompiledRule;
  readonly at: number;
}

/** Whether one rule decides before another where both match. */
function wins({ reading }: TierPolicies, one: At, other: At): boolean {
  if (reading.policies === 'together')
    return one.rule.rule.action === 'deny' && other.rule.rule.action === 'allow';
  if (one.at >= other.at) return false;
  return (
    one.policy === other.policy || reading.ties === 'by-name' || one.policy.priority !== other.policy.priority
  );
}

/** Whether one rule surely takes whatever another may take. */
function decidesAll(wide: readonly RuleCell[], narrow: readonly RuleCell[]): boolean {
  return narrow.every(
    (cell) =>
      isEmpty(cell.possible) ||
      wide.some(
        ({ ports, peers }) =>
          isEmpty(difference(cell.ports, ports)) && isEmpty(difference(cell.possible, peers)),
      ),
  );
}

/** Policies of one priority that disagree about some connection: which of them counts is not defined. */
export function* sharedPriorities(engine: NetworkEngine): Iterable<Lint> {
  if (!engine.profile.enforces) return;
  const told = new Set<string>();
  for (const direction of directions)
    for (const { index } of engine.universe.classes)
      for (const tier of engine.compiled.tiersOf(index, direction)) {
        if (tier.reading.policies === 'together' || tier.reading.ties === 'by-name') continue;
        const placed = placedIn(tier, index, direction, engine).filter(
          ({ policy, cells }, at, all) =>
            !all.slice(0, at).some((each) => each.policy === policy && decidesAll(each.cells, cells)),
        );
        for (const [at, later] of placed.entries())
          for (const { policy, rule, cells } of placed.slice(0, at)) {
            if (policy === later.policy || policy.priority !== later.policy.priority) continue;
            if (rule.rule.action === later.rule.rule.action || !meet(cells, later.cells)) continue;
            const key = `${policy.name} ${later.policy.name}`;
            if (told.has(key)) continue;
            told.add(key);
            yield {
              rule: 'priority-shared',
              object: later.policy.object,
              path: ['spec', 'priority'],
              message: `${later.rule.rule.place} ${words[later.rule.rule.action]} what ${rule.rule.place} of ${policy.name}, of the same priority ${policy.priority}, ${words[rule.rule.action]}.`,
            };
          }
      }
}

function meet(left: readonly RuleCell[], right: readonly RuleCell[]): boolean {
  return left.some((one) =>
    right.some((other) => hasCommon(one.ports, other.ports) && hasCommon(one.possible, other.possible)),
  );
}

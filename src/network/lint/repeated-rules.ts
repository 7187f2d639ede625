import { difference, isEmpty } from '../engine/bitset.ts';
import type { CompiledRule } from '../engine/compiled-rule.ts';
import type { NetworkEngine } from '../engine/network-engine.ts';
import { cellsOf, type RuleCell } from '../engine/rule-cells.ts';
import type { Direction, Policy } from '../policies/policy.ts';
import { type Lint, pathOfPlace } from './finding.ts';

interface Placed {
  readonly policy: Policy;
  readonly rule: CompiledRule;
}

/**
 * NetworkPolicy rules that one other rule makes needless: for every pod that they are about, it allows the same peers and ports
 * and more. Of two that are the same the later one is told. These only add to each other, so that removing one that is
 * covered changes no answer. Where the other is of another policy and allows everybody, it is told in place of those that it
 * undoes: they say what was meant.
 */
export function* repeatedRules(engine: NetworkEngine): Iterable<Lint> {
  if (!engine.profile.enforces) return;
  for (const direction of ['ingress', 'egress'] as const) {
    const covering = coveringRules(engine, direction);
    const needless = new Set<CompiledRule>();
    const undoing = new Map<CompiledRule, { readonly policy: Policy; readonly undone: Placed[] }>();
    // From the end, so that of two that cover each other the first stays.
    for (const [rule, { policy, by }] of [...covering].reverse()) {
      const left = [...by].filter(([each]) => !needless.has(each));
      const undoer = left.find(([each, of]) => of !== policy && isOfEverybody(each, direction));
      if (undoer !== undefined && rule.rule.peers !== undefined) {
        const [each, of] = undoer;
        const known = undoing.get(each) ?? { policy: of, undone: [] };
        known.undone.unshift({ policy, rule });
        undoing.set(each, known);
        continue;
      }
      const [other] = left;
      if (other === undefined) continue;
      needless.add(rule);
      const [{ rule: covers }, coveringPolicy] = other;
      yield {
        rule: 'rule-repeated',
        object: policy.object,
        path: pathOfPlace(rule.rule.place),
        message: `${rule.rule.place} allows nothing that ${covers.place} of ${coveringPolicy.name} does not allow.`,
      };
    }
    for (const [{ rule }, { policy, undone }] of undoing)
      yield {
        rule: 'undoes-others',
        object: policy.object,
        path: pathOfPlace(rule.place),
        message: `${rule.place} ${direction === 'ingress' ? 'lets everybody in' : 'lets its pods out to everybody'}, so that ${undoneText(undone)} ${undone.length === 1 ? 'closes' : 'close'} nothing.`,
      };
  }
}

const mostNamed = 3;

function undoneText(undone: readonly Placed[]): string {
  const texts = undone.map(({ policy, rule }) => `${rule.rule.place} of ${policy.name}`);
  const rest = texts.length - mostNamed;
  const told = rest > 0 ? [...texts.slice(0, mostNamed), `${rest} more`] : texts;
  return [told.slice(0, -1).join(', '), ...told.slice(-1)].filter((text) => text !== '').join(' and ');
}

/** Egress to everybody on a port is how names are looked up. */
function isOfEverybody({ rule: { peers, ports } }: CompiledRule, direction: Direction): boolean {
  return peers === undefined && (direction === 'ingress' || ports === undefined);
}

/** For each rule those that cover it for every class that it is about. */
function coveringRules(engine: NetworkEngine, direction: Direction) {
  const { universe, compiled } = engine;
  const found = new Map<CompiledRule, { readonly policy: Policy; by: Map<CompiledRule, Policy> }>();
  for (const { index } of universe.classes) {
    const placed = compiled
      .policiesOf(index, direction)
      .filter(({ policy }) => policy.object.group === 'networking.k8s.io')
      .flatMap(({ policy, rules }) => rules.map((rule): Placed => ({ policy, rule })));
    const cells = placed.map(({ rule }) => [...cellsOf(rule, index, direction, universe)]);
    for (const [at, { policy, rule }] of placed.entries()) {
      const before = found.get(rule);
      const candidates: readonly Placed[] =
        before === undefined
          ? placed.filter((_, other) => other !== at)
          : placed.filter((each) => before.by.has(each.rule));
      const by = new Map(
        candidates
          .filter((each) => covers(cells[placed.indexOf(each)] ?? [], cells[at] ?? []))
          .map((each) => [each.rule, each.policy]),
      );
      found.set(rule, { policy, by });
    }
  }
  return found;
}

/** Whether every cell lies within one of the others, surely and by what is not known. */
function covers(wide: readonly RuleCell[], narrow: readonly RuleCell[]): boolean {
  return (
    // A rule about nobody is told as such.
    narrow.some(({ possible }) => !isEmpty(possible)) &&
    narrow.every((cell) =>
      wide.some(
        ({ ports, peers, possible }) =>
          isEmpty(difference(cell.ports, ports)) &&
          isEmpty(difference(cell.peers, peers)) &&
          isEmpty(difference(cell.possible, possible)),
      ),
    )
  );
}

import type { ClusterAccess } from '../cluster-access.ts';
import { mastersGroup, type Subject, subjectKey } from '../subject.ts';
import { type Ability, abilities } from './ability.ts';
import type { Alternative, StrongSubject } from './alternative.ts';
import { type HeldPowers, heldByGroups, heldPowers } from './held-powers.ts';
import { namedAlternatives } from './named-alternatives.ts';
import { everything, type PowerBits, type PowerSet, type Step } from './power-bits.ts';

/** The alternatives of each ability in one cluster, those over names among them, and whom they make strong. */
export interface Strength {
  readonly alternatives: ReadonlyMap<Ability, readonly Alternative[]>;
  /** By the key of the subject; bindings of Kubernetes and the platform count. */
  readonly subjects: ReadonlyMap<string, StrongSubject>;
}

/**
 * Who is strong, until nobody is added: whoever becomes a strong subject by its name is strong as well. Members of
 * `system:masters` are, without any binding.
 */
export function strengthIn(access: ClusterAccess, powerBits: PowerBits): Strength {
  const masters: Subject = { kind: 'Group', name: mastersGroup };
  const subjects = new Map<string, StrongSubject>([
    [subjectKey(masters), { subject: masters, what: 'do everything' }],
  ]);
  let alternatives = allAlternatives(new Map());
  // Names count only after a first round, which says who is strong without any.
  for (let round = 0, before = -1; round < 2 || before < subjects.size; round += 1) {
    before = subjects.size;
    const steps = stepsIn(alternatives, powerBits);
    const held = heldPowers(access, powerBits);
    const byBits = new Map<PowerSet, string | undefined>();
    for (const [key, each] of held) {
      if (subjects.has(key)) continue;
      const bits = clusterBits(each, held);
      if (bits === 0n) continue;
      if (!byBits.has(bits)) byBits.set(bits, steps.find(({ needed }) => (needed & ~bits) === 0n)?.what);
      const what = byBits.get(bits);
      if (what !== undefined) subjects.set(key, { subject: each.subject, what });
    }
    alternatives = allAlternatives(namedAlternatives({ access, powerBits, steps, strong: subjects }));
  }
  return { alternatives, subjects };
}

/** What makes strong: everything before what is one step from it. */
function stepsIn(alternatives: Strength['alternatives'], powerBits: PowerBits): Step[] {
  const steps: Step[] = [{ needed: everything, what: 'do everything' }];
  for (const [ability, all] of alternatives) {
    if (ability.adminEquivalent !== true) continue;
    for (const alternative of all) {
      const { lesser, places, what } = alternative;
      if (lesser === true || (places !== undefined && !places.has(''))) continue;
      const needed = powerBits.of(alternative);
      if (needed !== undefined) steps.push({ needed, what: what ?? ability.what });
    }
  }
  return steps;
}

function allAlternatives(
  named: ReadonlyMap<Ability, readonly Alternative[]>,
): ReadonlyMap<Ability, readonly Alternative[]> {
  return new Map(
    Object.values<Ability>(abilities).map((ability) => [
      ability,
      [...ability.anyOf, ...(named.get(ability) ?? [])],
    ]),
  );
}

function clusterBits(each: HeldPowers, held: ReadonlyMap<string, HeldPowers>): PowerSet {
  return heldByGroups(each.subject, held).reduce(
    (bits, group) => bits | (group.places.get('')?.allBits ?? 0n),
    each.places.get('')?.allBits ?? 0n,
  );
}

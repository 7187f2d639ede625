import type { PowerName } from '../powers/power.ts';
import { createdAsAccount, createdAsUser, creatingPods } from '../powers/power-groups.ts';
import type { Held } from '../powers/role-powers.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { principalOf, subjectKey } from '../subject.ts';
import { holds } from './families/family.ts';
import { families } from './families/index.ts';
import { type Consequence, given } from './graph-builder.ts';
import type { Holding } from './holding.ts';
import type { Terrain } from './terrain.ts';
import { everywhere, type Place } from './vertex.ts';

/** Powers that lead somewhere only together: one of each list. An empty list is any binding, for the role that it binds. */
const together: readonly (readonly (readonly PowerName[])[])[] = [
  [
    ['bindClusterRoles', 'bindRoles'],
    ['createRoleBinding', 'changeRoleBinding', 'createClusterRoleBinding', 'changeClusterRoleBinding'],
  ],
  [['escalateRoles'], ['createRole'], ['bindRoles'], ['createRoleBinding']],
  [['escalateClusterRoles', 'escalateRoles'], ['changeClusterRoles', 'changeRoles'], []],
  [['createSecret'], ['listSecrets', 'getSecrets']],
  [['putExternalSecret'], ['listSecrets', 'getSecrets']],
  [['createRequest'], ['approveRequest'], ['approveSigner']],
  [['impersonateUserInfo'], createdAsUser],
  [['impersonateAccountInfo'], createdAsAccount],
  [['impersonateGroups'], ['impersonateUsers', 'impersonateAccounts']],
  [creatingPods, ['changeNamespace']],
  [['createVolume'], ['createClaim', 'createStatefulSet'], creatingPods],
];

const partial = [...new Set(together.flat(2))];
/** More combinations of bindings than this are not tried for one subject and place. */
const mostCombinations = 200;

/**
 * Steps that take several bindings of one subject, its groups' included: a chain of all of them, so that removing any one
 * of them breaks it.
 */
export function addConjunctions(terrain: Terrain): void {
  const { access, graph } = terrain;
  const subjects = [...graph.vertices.entries()];
  const isPart = new Map<Held, boolean>();
  const hasPart = (binding: IndexedBinding) => {
    const held = heldBy(binding, terrain);
    if (held === undefined) return false;
    let part = isPart.get(held);
    if (part === undefined)
      isPart.set(held, (part = !held.everything && partial.some((power) => held.get(power) !== undefined)));
    return part;
  };
  for (const [at, vertex] of subjects) {
    if (vertex.type !== 'subject') continue;
    const all = new Set(access.index.allBindingsOf(principalOf(vertex.subject)));
    const parts = [...all].filter(hasPart);
    if (parts.length < 2) continue;
    const byPlace = Map.groupBy(parts, (binding) => terrain.placeOf(binding));
    const cluster = byPlace.get(everywhere) ?? [];
    for (const [place, own] of byPlace) {
      const bindings = place === everywhere ? own : [...own, ...cluster];
      if (bindings.length > 1) addChains(terrain, at, place, bindings, subjectKey(vertex.subject));
    }
  }
}

function addChains(
  terrain: Terrain,
  subject: number,
  place: Place,
  bindings: readonly IndexedBinding[],
  subjectName: string,
): void {
  const { graph } = terrain;
  const seen = new Set<string>();
  for (const combination of combinations(terrain, bindings)) {
    if (place !== everywhere && combination.every(({ namespace }) => namespace === '')) continue;
    const key = combination.map((binding) => binding.key).join(' ');
    if (seen.has(key)) continue;
    seen.add(key);
    const held = merged(combination, place, terrain);
    for (const family of families) {
      for (const consequence of family(held, place, terrain)) {
        const { to, kind } = consequence;
        if (combination.some((binding) => isAlone(binding, consequence, terrain))) continue;
        let from = subject;
        for (const binding of combination) {
          const half = graph.vertex(`half/${subjectName}/${key}/${kind}/${to}/${binding.key}`, () => ({
            type: 'binding',
            binding,
          }));
          graph.edge(from, half, given('bound-to'));
          from = half;
        }
        graph.step(from, consequence);
      }
    }
  }
}

/** Sets of two to four bindings that have one of each of the powers that belong together. */
function* combinations(
  terrain: Terrain,
  bindings: readonly IndexedBinding[],
): Iterable<readonly IndexedBinding[]> {
  for (const pattern of together) {
    const candidates = pattern.map((slot) =>
      slot.length === 0
        ? bindings
        : bindings.filter((binding) => {
            const held = heldBy(binding, terrain);
            return slot.some((power) => held?.get(power) !== undefined);
          }),
    );
    if (candidates.some(({ length }) => length === 0)) continue;
    let sets: IndexedBinding[][] = [[]];
    for (const slot of candidates)
      sets = sets
        .flatMap((set) => slot.map((binding) => (set.includes(binding) ? set : [...set, binding])))
        .slice(0, mostCombinations);
    for (const set of sets)
      if (set.length > 1) yield set.sort((left, right) => (left.key < right.key ? -1 : 1));
  }
}

function heldBy(binding: IndexedBinding, terrain: Terrain): Held | undefined {
  const slot = terrain.access.index.slot(binding.role.key);
  return slot && terrain.heldIn(slot, terrain.placeOf(binding));
}

function merged(bindings: readonly IndexedBinding[], place: Place, terrain: Terrain): Holding {
  const all = bindings.flatMap((binding) => heldBy(binding, terrain) ?? []);
  return {
    everything: false,
    bound: bindings
      .filter((binding) => terrain.placeOf(binding) === place)
      .map((binding) => ({ kind: binding.role.kind, name: binding.role.name, binding })),
    get(power) {
      const names = new Set<string>();
      for (const held of all) {
        const over = held.get(power);
        if (over === 'all') return over;
        for (const name of over ?? []) names.add(name);
      }
      return names.size === 0 ? undefined : names;
    },
  };
}

/** Whether one binding gives all of it, so that it is no matter of several. */
function isAlone(binding: IndexedBinding, { needs, uses = [] }: Consequence, terrain: Terrain): boolean {
  if (uses.some((other) => other !== binding)) return false;
  const held = heldBy(binding, terrain);
  return held !== undefined && needs.every(({ power, name }) => holds(held, power, name));
}

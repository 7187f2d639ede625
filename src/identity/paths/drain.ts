import type { PowerName } from '../powers/power.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { formatSubject, principalOf, type Subject, subjectKey } from '../subject.ts';
import { given } from './graph-builder.ts';
import type { Terrain } from './terrain.ts';
import { everywhere } from './vertex.ts';

/** Any of them alone: a taint with NoExecute drives all pods off, and pods of a node that is gone are made elsewhere. */
const alone: readonly PowerName[] = ['changeNode', 'deleteNode'];
/** Any of these makes other nodes or pods look unfit … */
const unfit: readonly PowerName[] = ['changeNodeStatus', 'changePodStatus'];
/** … and any of these has the pods made again. */
const removing: readonly PowerName[] = ['evictPod', 'deletePod'];

/**
 * Whoever holds a node, and with it an account that changes other nodes, has their pods come to the held one. Both are
 * needed, so that only those lead there who are on a node with that account: a workload that leaves its container, or every
 * node where a pod of it runs.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 *
 * @param from the position that holds a node and the account
 */
export function addDrain(terrain: Terrain, from: number, account: Subject): void {
  const bindings = [...new Set(terrain.access.index.allBindingsOf(principalOf(account)))].filter(
    ({ namespace }) => namespace === '',
  );
  const whole = bindings.flatMap((binding) => usedFor(terrain, binding, alone));
  for (const used of whole) drive(terrain, from, account, [used]);
  if (whole.length > 0) return;
  for (const look of bindings.flatMap((binding) => usedFor(terrain, binding, unfit)))
    for (const remove of bindings.flatMap((binding) => usedFor(terrain, binding, removing)))
      drive(terrain, from, account, [look, remove]);
}

interface Used {
  readonly binding: IndexedBinding;
  readonly power: PowerName;
}

/** The first of some powers that a binding gives over everything. */
function usedFor(terrain: Terrain, binding: IndexedBinding, powers: readonly PowerName[]): Used[] {
  const slot = terrain.access.index.slot(binding.role.key);
  const held = slot && terrain.heldIn(slot, everywhere);
  const power = powers.find((each) => held?.get(each) === 'all');
  return power === undefined ? [] : [{ binding, power }];
}

/** A chain of the bindings, so that removing any one of them breaks it. */
function drive(terrain: Terrain, from: number, account: Subject, used: readonly Used[]): void {
  const { graph } = terrain;
  const key = `drain/${from}/${subjectKey(account)}/${used.map(({ binding }) => binding.key).join(' ')}`;
  let last = from;
  for (const binding of new Set(used.map((each) => each.binding))) {
    const half = graph.vertex(`${key}/${binding.key}`, () => ({ type: 'binding', binding }));
    graph.edge(last, half, given('bound-to'));
    last = half;
  }
  graph.edge(last, terrain.hub('enter-pods', everywhere), {
    kind: 'drain-nodes',
    needs: used.map(({ power }) => ({ power })),
    detail: `as ${formatSubject(account)}`,
  });
}

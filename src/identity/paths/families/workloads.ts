import type { PowerName } from '../../powers/power.ts';
import { changingPods, creatingPods } from '../../powers/power-groups.ts';
import type { Consequence } from '../graph-builder.ts';
import type { Holding } from '../holding.ts';
import type { Terrain } from '../terrain.ts';
import { everywhere, type Place } from '../vertex.ts';
import { type Family, holds, leads } from './family.ts';

/**
 * Running pods of one's own: by creating them, by creating what controllers make pods from, by changing a workload that is
 * there. Whoever may also change the Namespace takes Pod Security off; volumes of a node's path are not seen by it, and
 * files of root's need a pod that may be root.
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
 */
export const workloads: Family = function* workloads(held, place, terrain) {
  const run = creatingPods.find((power) => holds(held, power));
  if (run === undefined) yield* changes(held, place, terrain);
  else {
    const kind = run === 'createPod' ? 'create-pod' : 'create-workload';
    yield leads(kind, terrain.hub('run-pods', place), run);
    if (mayRelabel(held, place))
      yield leads(
        'relabel-namespace',
        terrain.allNodes,
        run,
        place === everywhere || holds(held, 'changeNamespace')
          ? 'changeNamespace'
          : { power: 'changeNamespace', name: place },
      );
    const claim = holds(held, 'createStatefulSet') ? 'createStatefulSet' : 'createClaim';
    const rootAllowed = place === everywhere || terrain.podSecurity(place) !== 'restricted';
    if (rootAllowed && holds(held, 'createVolume') && holds(held, claim))
      yield leads('node-volume', terrain.allNodes, 'createVolume', claim, run);
  }
};

function mayRelabel(held: Holding, place: Place): boolean {
  return place === everywhere ? holds(held, 'changeNamespace') : holds(held, 'changeNamespace', place);
}

function* changes(held: Holding, place: Place, terrain: Terrain): Iterable<Consequence> {
  for (const [name, kind] of Object.entries(changingPods)) {
    const power = name as PowerName;
    const over = held.get(power);
    if (over === undefined) continue;
    if (over === 'all' && place === everywhere) {
      yield leads('change-workload', terrain.hub('change-workloads', everywhere, kind), power);
      continue;
    }
    for (const namespace of place === everywhere ? terrain.namespaces : [place]) {
      const changed = terrain
        .workloads(kind, namespace)
        .find(({ reference }) => over === 'all' || over.has(reference.name));
      if (changed === undefined) continue;
      const need = over === 'all' ? { power } : { power, name: changed.reference.name };
      yield leads('change-workload', terrain.hub('run-pods', namespace), need);
    }
  }
}

/** Kinds of workloads for which there is a hub in the whole cluster. */
export const changeableKinds: readonly string[] = Object.values(changingPods);

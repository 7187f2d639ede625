import type { PowerName } from '../../powers/power.ts';
import type { IndexedBinding } from '../../rbac/binding.ts';
import { roleKey } from '../../rbac/role.ts';
import type { Consequence } from '../graph-builder.ts';
import type { Holding } from '../holding.ts';
import type { Terrain } from '../terrain.ts';
import { everywhere, type Place } from '../vertex.ts';
import { type Family, holds, leads, over } from './family.ts';

/**
 * Handing out roles. `bind` is asked for on the role, in the place of the binding, and nothing without the right to write
 * bindings; who may only change bindings reaches the roles of those that are there, because `roleRef` never changes.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-binding-creation-or-update
 */
export const roles: Family = function* roles(held, place, terrain) {
  if (place === everywhere) {
    yield* bindInCluster(held, terrain);
    if (holds(held, 'createRoleBinding') && holds(held, 'bindClusterRoles'))
      yield leads('bind-role', terrain.namespaceAdmin(everywhere), 'bindClusterRoles', 'createRoleBinding');
    else if (held.get('bindClusterRoles') !== undefined || held.get('bindRoles') !== undefined)
      for (const namespace of terrain.namespaces) yield* bindInNamespace(held, namespace, terrain);
    return;
  }
  yield* bindInNamespace(held, place, terrain);
};

function* bindInCluster(held: Holding, terrain: Terrain): Iterable<Consequence> {
  const roles = held.get('bindClusterRoles');
  if (roles === undefined) return;
  if (holds(held, 'createClusterRoleBinding')) {
    if (roles === 'all')
      yield leads('bind-role', terrain.clusterAdmin, 'bindClusterRoles', 'createClusterRoleBinding');
    else
      for (const name of roles) {
        const to = clusterRole(name, everywhere, terrain);
        if (to !== undefined)
          yield leads('bind-role', to, { power: 'bindClusterRoles', name }, 'createClusterRoleBinding');
      }
    return;
  }
  yield* changeBindings(held, everywhere, 'changeClusterRoleBinding', terrain);
}

function* bindInNamespace(held: Holding, place: Place, terrain: Terrain): Iterable<Consequence> {
  const clusterRoles = held.get('bindClusterRoles');
  const own = held.get('bindRoles');
  if (clusterRoles === undefined && own === undefined) return;
  if (!holds(held, 'createRoleBinding')) {
    yield* changeBindings(held, place, 'changeRoleBinding', terrain);
    return;
  }
  if (clusterRoles === 'all') {
    yield leads('bind-role', terrain.namespaceAdmin(place), 'bindClusterRoles', 'createRoleBinding');
    return;
  }
  for (const name of clusterRoles ?? []) {
    const to = clusterRole(name, place, terrain);
    if (to !== undefined)
      yield leads('bind-role', to, { power: 'bindClusterRoles', name }, 'createRoleBinding');
  }
  if (own === 'all')
    yield leads('bind-role', terrain.hub('any-role', place), 'bindRoles', 'createRoleBinding');
  else
    for (const name of own ?? []) {
      const slot = terrain.access.index.slot(roleKey('Role', place, name));
      const to = slot && terrain.role(slot, place);
      if (to !== undefined) yield leads('bind-role', to, { power: 'bindRoles', name }, 'createRoleBinding');
    }
}

function clusterRole(name: string, place: Place, terrain: Terrain): number | undefined {
  const slot = terrain.access.index.slot(roleKey('ClusterRole', '', name));
  return slot && terrain.role(slot, place);
}

function* changeBindings(
  held: Holding,
  place: Place,
  change: PowerName,
  terrain: Terrain,
): Iterable<Consequence> {
  if (held.get(change) === undefined) return;
  for (const binding of terrain.bindingsIn(place)) {
    if (!holds(held, change, binding.name)) continue;
    const bind = bindOf(binding);
    if (!holds(held, bind, binding.role.name)) continue;
    const slot = terrain.access.index.slot(binding.role.key);
    const to = slot && terrain.role(slot, place);
    if (to !== undefined)
      yield {
        ...leads('bind-role', to, over(held, bind, binding.role.name), over(held, change, binding.name)),
        changes: binding,
      };
  }
}

function bindOf({ role }: IndexedBinding): PowerName {
  return role.kind === 'Role' ? 'bindRoles' : 'bindClusterRoles';
}

/**
 * `escalate` writes any rule into a role, which helps whoever is bound to that role. A new Role helps whoever may bind it;
 * whoever may bind every ClusterRole needs none.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#restrictions-on-role-creation-or-update
 */
export const escalation: Family = function* escalation(held, place, terrain) {
  if (newRole.every((power) => holds(held, power)))
    yield leads('write-role', terrain.namespaceAdmin(place), ...newRole);
  for (const { kind, name, binding } of held.bound ?? []) {
    const [escalate, change]: [PowerName, PowerName] =
      kind === 'Role' ? ['escalateRoles', 'changeRoles'] : ['escalateClusterRoles', 'changeClusterRoles'];
    if (!holds(held, escalate, name) || !holds(held, change, name)) continue;
    const to = place === everywhere ? terrain.clusterAdmin : terrain.namespaceAdmin(place);
    yield {
      ...leads('escalate-role', to, over(held, escalate, name), over(held, change, name)),
      ...(binding !== undefined && { uses: [binding] }),
    };
    return;
  }
};

/** Together they write a Role and bind it. */
const newRole = [
  'escalateRoles',
  'createRole',
  'bindRoles',
  'createRoleBinding',
] as const satisfies readonly PowerName[];

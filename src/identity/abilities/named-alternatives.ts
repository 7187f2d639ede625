import type { ClusterAccess } from '../cluster-access.ts';
import { mayBeNode } from '../nodes.ts';
import type { PowerName } from '../powers/power.ts';
import { rolePowersOf } from '../powers/role-powers.ts';
import type { RoleSlot } from '../rbac/rbac-index.ts';
import { roleKey } from '../rbac/role.ts';
import { formatSubject, subjectKey } from '../subject.ts';
import { type Ability, abilities } from './ability.ts';
import type { Alternative, Need, StrongSubject } from './alternative.ts';
import { everything, type PowerBits, type Step } from './power-bits.ts';

interface Facts {
  readonly access: ClusterAccess;
  readonly powerBits: PowerBits;
  /** What makes strong in the whole cluster. */
  readonly steps: readonly Step[];
  readonly strong: ReadonlyMap<string, StrongSubject>;
}

/**
 * Ways to abilities over named objects: `resourceNames` count where one of the names is somebody or something strong, and
 * nowhere else. A name that is nobody's leads nowhere.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export function namedAlternatives(facts: Facts): ReadonlyMap<Ability, readonly Alternative[]> {
  return new Map<Ability, readonly Alternative[]>([
    [abilities.bindRoles, [...bindingInCluster(facts)]],
    [abilities.ruleNamespace, [...bindingInNamespaces(facts), ...writingRoles(facts)]],
    [abilities.escalateRoles, [...writingClusterRoles(facts)]],
    [abilities.impersonate, [...beingOthers(facts)]],
    [
      abilities.impersonateServiceAccounts,
      [...beingAccounts(facts, 'impersonateAccounts', (account) => `act as ${account}`)],
    ],
    [abilities.mintTokens, [...beingAccounts(facts, 'mintToken', (account) => `make tokens of ${account}`)]],
    [abilities.nodesProxy, [...reachingNodes(facts)]],
    [abilities.relabelNamespaces, [...relabelling(facts)]],
  ]);
}

const over = (name: string, ...powers: readonly PowerName[]): Need => ({ powers, name });

/** `bind` on a role that is strong in the whole cluster, in a new binding or in one that is there. */
function* bindingInCluster(facts: Facts): Iterable<Alternative> {
  const powers = rolePowersOf(facts.access);
  const changed = powers.namesOf('changeClusterRoleBinding');
  if (powers.holding('bindClusterRoles').size === 0) return;
  for (const [role] of facts.powerBits.roles()) {
    const { kind, name } = role.role ?? {};
    const bindings = role.bindingsIn.get('');
    const isNamed = name !== undefined && powers.namesOf('bindClusterRoles').has(name);
    if (kind !== 'ClusterRole' || name === undefined || (!isNamed && changed.size === 0)) continue;
    if (!isStrong(role, facts)) continue;
    const bind = over(name, 'bindClusterRoles');
    const what = `bind itself to ClusterRole ${name}`;
    if (isNamed) yield { needs: [bind, { powers: ['createClusterRoleBinding'] }], what };
    if (isNamed && bindings !== undefined)
      yield { needs: [bind, { powers: ['changeClusterRoleBinding'] }], what };
    for (const binding of bindings ?? [])
      if (changed.has(binding.name))
        yield { needs: [bind, over(binding.name, 'changeClusterRoleBinding')], what };
  }
}

/** `bind` on a role that rules over a namespace: a ClusterRole anywhere, a Role where it is. */
function* bindingInNamespaces(facts: Facts): Iterable<Alternative> {
  const powers = rolePowersOf(facts.access);
  const held = (['bindClusterRoles', 'bindRoles'] as const).filter((power) => powers.holding(power).size > 0);
  if (held.length === 0) return;
  const ruling = [...facts.powerBits.roles().keys()].filter((role) => rules(role, facts));
  for (const bind of held) {
    const kind = bind === 'bindRoles' ? 'Role' : 'ClusterRole';
    const ofKind = ruling.filter(({ role }) => role?.kind === kind);
    // A Role can be bound only where it is; every ClusterRole can be bound anywhere, which the ability itself says.
    if (kind === 'Role' && ofKind.length > 0)
      yield {
        needs: [{ powers: [bind] }, creating],
        what: 'bind itself to a Role that rules there',
        places: new Set(['', ...ofKind.map(({ namespace }) => namespace)]),
      };
    yield* changingBindings(ofKind, { powers: [bind] }, facts);
    for (const [name, named] of Map.groupBy(ofKind, ({ role }) => role?.name ?? '')) {
      if (!powers.namesOf(bind).has(name)) continue;
      const places = new Set(['', ...named.map(({ namespace }) => namespace)]);
      yield {
        needs: [over(name, bind), creating],
        what: `bind itself to ${kind} ${name}`,
        ...(kind === 'Role' && { places }),
      };
      yield* changingBindings(named, over(name, bind), facts);
    }
  }
}

const creating: Need = { powers: ['createRoleBinding'] };

/** The role of a binding never changes, so that those that are there decide what is reached. */
function* changingBindings(roles: readonly RoleSlot[], bind: Need, { access }: Facts): Iterable<Alternative> {
  const powers = rolePowersOf(access);
  if (powers.holding('changeRoleBinding').size === 0) return;
  const what = 'add itself to a binding that rules there';
  const bindings = roles.flatMap(({ bindingsIn }) =>
    [...bindingsIn].flatMap(([namespace, all]) => (namespace === '' ? [] : [...all])),
  );
  if (bindings.length === 0) return;
  yield {
    needs: [bind, { powers: ['changeRoleBinding'] }],
    what,
    places: new Set(['', ...bindings.map(({ namespace }) => namespace)]),
  };
  const names = powers.namesOf('changeRoleBinding');
  if (names.size === 0) return;
  for (const [name, named] of Map.groupBy(bindings, (binding) => binding.name))
    if (names.has(name))
      yield {
        needs: [bind, over(name, 'changeRoleBinding')],
        what,
        places: new Set(['', ...named.map(({ namespace }) => namespace)]),
      };
}

/** `escalate` on a ClusterRole that its holder is bound to in the whole cluster. */
function* writingClusterRoles(facts: Facts): Iterable<Alternative> {
  for (const name of writtenNames(facts, 'escalateClusterRoles', 'changeClusterRoles'))
    yield {
      needs: [
        over(name, 'escalateClusterRoles'),
        over(name, 'changeClusterRoles'),
        { boundTo: roleKey('ClusterRole', '', name) },
      ],
      what: `write any rule into ClusterRole ${name}`,
    };
}

/** `escalate` on a role that its holder is bound to in a namespace. */
function* writingRoles(facts: Facts): Iterable<Alternative> {
  const { index } = facts.access;
  for (const name of writtenNames(facts, 'escalateClusterRoles', 'changeClusterRoles')) {
    const key = roleKey('ClusterRole', '', name);
    const places = [...(index.slot(key)?.bindingsIn.keys() ?? [])].filter((place) => place !== '');
    if (places.length > 0)
      yield {
        needs: [over(name, 'escalateClusterRoles'), over(name, 'changeClusterRoles'), { boundTo: key }],
        what: `write any rule into ClusterRole ${name}`,
        places: new Set(places),
      };
  }
  const names = writtenNames(facts, 'escalateRoles', 'changeRoles');
  if (names.size === 0) return;
  for (const role of rolePowersOf(facts.access).byRole.keys()) {
    const name = role.role?.name;
    if (role.namespace === '' || name === undefined || !names.has(name)) continue;
    yield {
      needs: [over(name, 'escalateRoles'), over(name, 'changeRoles'), { boundTo: role.key }],
      what: `write any rule into Role ${name}`,
      places: new Set([role.namespace]),
    };
  }
}

/** Users and groups that are strong; a group goes with a user or service account. */
function* beingOthers({ access, strong }: Facts): Iterable<Alternative> {
  const powers = rolePowersOf(access);
  for (const [kind, power] of [
    ['User', 'impersonateUsers'],
    ['Group', 'impersonateGroups'],
  ] as const)
    for (const name of powers.namesOf(power)) {
      const other = strong.get(subjectKey({ kind, name }));
      if (other === undefined) continue;
      const beside: readonly Need[] =
        kind === 'Group' ? [{ powers: ['impersonateUsers', 'impersonateAccounts'], anyName: true }] : [];
      yield {
        needs: [over(name, power), ...beside],
        what: `act as ${formatSubject(other.subject)}, which may ${other.what}`,
        becomes: other,
      };
    }
}

/** Service accounts that are strong, in their namespace or through the whole cluster. */
function* beingAccounts(
  { access, strong }: Facts,
  power: PowerName,
  what: (account: string) => string,
): Iterable<Alternative> {
  const names = rolePowersOf(access).namesOf(power);
  if (names.size === 0) return;
  for (const other of strong.values()) {
    const { subject } = other;
    if (subject.kind !== 'ServiceAccount' || !names.has(subject.name)) continue;
    yield {
      needs: [over(subject.name, power)],
      what: `${what(formatSubject(subject))}, which may ${other.what}`,
      places: new Set([subject.namespace, '']),
      becomes: other,
    };
  }
}

/** The kubelets of single nodes: that is less than every pod, and nothing where no such node can be. */
function* reachingNodes({ access }: Facts): Iterable<Alternative> {
  for (const name of rolePowersOf(access).namesOf('kubelet'))
    if (mayBeNode(access.cluster, name))
      yield {
        needs: [over(name, 'kubelet')],
        what: `run commands in the pods of node ${name} by way of the kubelet and past the audit log`,
        lesser: true,
      };
}

/** The labels of a Namespace, by its name, and pods in it. */
function* relabelling({ access }: Facts): Iterable<Alternative> {
  const pods = abilities.relabelNamespaces.anyOf.map(({ needs }) => needs.slice(1));
  for (const needs of pods) yield { needs: [{ powers: ['changeNamespace'], ownNamespace: true }, ...needs] };
  const names = new Set<string>();
  for (const [role, held] of rolePowersOf(access).holding('changeNamespace'))
    if (role.namespace === '' && held !== 'all') for (const name of held) names.add(name);
  for (const name of names)
    for (const needs of pods)
      yield { needs: [over(name, 'changeNamespace'), ...needs], places: new Set([name, '']) };
}

/** Names that rules limit the writing or the escalation of roles to. */
function writtenNames({ access }: Facts, escalate: PowerName, change: PowerName): ReadonlySet<string> {
  const powers = rolePowersOf(access);
  if (powers.holding(escalate).size === 0 || powers.holding(change).size === 0) return new Set();
  return new Set([...powers.namesOf(escalate), ...powers.namesOf(change)]);
}

/** Whether whoever is bound to a role in the whole cluster is strong. */
function isStrong(role: RoleSlot, { powerBits, steps }: Facts): boolean {
  const bits = powerBits.roles().get(role) ?? 0n;
  return steps.some(({ needed }) => (needed & ~bits) === 0n);
}

/** Whether whoever is bound to a role in a namespace has its pods and Secrets, as `admin` and `edit` give them. */
function rules(role: RoleSlot, { powerBits }: Facts): boolean {
  const bits = powerBits.roles().get(role) ?? 0n;
  const gives = ({ anyOf }: Ability) =>
    anyOf.some((alternative) => {
      const needed = powerBits.of(alternative);
      return needed !== undefined && (needed & ~bits) === 0n;
    });
  return (bits & everything) !== 0n || (gives(abilities.createWorkloads) && gives(abilities.readSecrets));
}

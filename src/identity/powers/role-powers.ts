import type { KubernetesVersion } from '../../cluster/index.ts';
import type { ClusterAccess } from '../cluster-access.ts';
import { allowsVerb, type CompiledRule, coveringResources } from '../rbac/compiled-rule.ts';
import type { RoleSlot } from '../rbac/rbac-index.ts';
import { isClusterPower, type Power, type PowerName, powers, verbsOf } from './power.ts';

/** What a power is held over: all objects, or the named ones. */
export type Over = 'all' | ReadonlySet<string>;

/** What somebody holds. */
export interface Held {
  get(power: PowerName): Over | undefined;
  /** A rule that reads, creates and changes every resource. */
  readonly everything: boolean;
}

/** Powers of the roles of a cluster, bound or not. */
export interface RolePowers {
  /** The roles that lead anywhere, with what they hold where a ClusterRoleBinding grants them. */
  readonly byRole: ReadonlyMap<RoleSlot, Held>;
  /** The roles that hold a power. */
  holding(power: PowerName): ReadonlyMap<RoleSlot, Over>;
  /** Names that rules limit a power to. */
  namesOf(power: PowerName): ReadonlySet<string>;
}

const known = new WeakMap<ClusterAccess, RolePowers>();

/** The one reading of rules that abilities and paths share, by asking the index for each power once. */
export function rolePowersOf(access: ClusterAccess): RolePowers {
  let found = known.get(access);
  if (found === undefined) known.set(access, (found = readRolePowers(access)));
  return found;
}

const nobody: ReadonlyMap<RoleSlot, Over> = new Map();
const nothing: ReadonlySet<string> = new Set();

function readRolePowers({ index, cluster: { version } }: ClusterAccess): RolePowers {
  const byRole = new Map<RoleSlot, HeldByRole>();
  const ended = new Map<RoleSlot, HeldByRole>();
  const holding = new Map<PowerName, Map<RoleSlot, Over>>();
  const of = (role: RoleSlot, all = byRole) => {
    let held = all.get(role);
    if (held === undefined) all.set(role, (held = new HeldByRole()));
    return held;
  };
  for (const name of Object.keys(powers) as PowerName[]) {
    const { resource, apiGroup, ends }: Power = powers[name];
    const verbs = verbsOf(name, version);
    if (verbs.length === 0) continue;
    const all = ends === true ? ended : byRole;
    const roles = new Map<RoleSlot, Over>();
    for (const text of coveringTexts(resource))
      for (const [role, rules] of index.rulesFor(text))
        for (const rule of rules)
          if (allowsAny(rule, apiGroup, verbs) && carriesName(rule, name, verbs))
            roles.set(role, of(role, all).add(name, rule.names));
    if (roles.size > 0) holding.set(name, roles);
  }
  for (const [role, rules] of index.rulesFor('*'))
    if (rules.some(allowsEverything)) of(role).everything = true;
  const names = new Map<PowerName, ReadonlySet<string>>();
  return {
    byRole,
    holding: (power) => holding.get(power) ?? nobody,
    namesOf(power) {
      let found = names.get(power);
      if (found === undefined) names.set(power, (found = namesIn((holding.get(power) ?? nobody).values())));
      return found;
    },
  };
}

function namesIn(all: Iterable<Over>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const over of all) if (over !== 'all') for (const name of over) names.add(name);
  return names.size === 0 ? nothing : names;
}

const readAndWrite = ['get', 'list', 'create', 'patch'];

/**
 * Whether a rule is as good as cluster-admin: it reads, creates and changes every resource of every group. Without the
 * verbs that escalate it is one token of a stronger account away from them.
 */
export function allowsEverything(rule: CompiledRule): boolean {
  return (
    rule.anyGroup &&
    rule.names === undefined &&
    rule.rule.resources.includes('*') &&
    readAndWrite.every((verb) => allowsVerb(rule, verb))
  );
}

/** The rule of a role that grants a power, over one name where one is given. */
export function ruleGranting(
  role: RoleSlot,
  name: PowerName,
  version: KubernetesVersion,
  object?: string,
): CompiledRule | undefined {
  const { resource, apiGroup } = powers[name];
  const texts = coveringTexts(resource);
  const verbs = verbsOf(name, version);
  const grants = (rule: CompiledRule) =>
    allowsAny(rule, apiGroup, verbs) &&
    carriesName(rule, name, verbs) &&
    texts.some((text) => rule.rule.resources.includes(text));
  const unlimited = role.rules.find((rule) => rule.names === undefined && grants(rule));
  if (unlimited !== undefined) return unlimited;
  return role.rules.find((rule) => grants(rule) && (object === undefined || rule.names?.has(object)));
}

/** What is left of a role in a RoleBinding. */
export function inNamespace(held: Held): Held {
  return {
    ...held,
    everything: held.everything,
    get: (power) => (isClusterPower(power) ? undefined : held.get(power)),
  };
}

class HeldByRole implements Held {
  readonly #powers = new Map<PowerName, 'all' | Set<string>>();
  everything = false;

  get(power: PowerName): Over | undefined {
    return this.#powers.get(power);
  }

  add(power: PowerName, names: ReadonlySet<string> | undefined): Over {
    const known = this.#powers.get(power);
    if (known === 'all') return known;
    if (names === undefined) {
      this.#powers.set(power, 'all');
      return 'all';
    }
    const all = new Set([...(known ?? []), ...names]);
    this.#powers.set(power, all);
    return all;
  }
}

/**
 * Names never let a request through that names nothing: create of the object itself, deletecollection. Who lists or watches
 * names one object by the field selector `metadata.name`, and the API server takes that for the name of the request.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
function carriesName(rule: CompiledRule, name: PowerName, verbs: readonly string[]): boolean {
  if (rule.names === undefined) return true;
  const { resource }: Power = powers[name];
  if (resource.includes('/')) return true;
  return verbs.some((verb) => !nameless.has(verb) && allowsVerb(rule, verb));
}

const nameless = new Set(['create', 'deletecollection']);

function allowsAny(rule: CompiledRule, apiGroup: string, verbs: readonly string[]): boolean {
  return (
    (rule.anyGroup || rule.rule.apiGroups.includes(apiGroup)) && verbs.some((verb) => allowsVerb(rule, verb))
  );
}

const texts = new Map<string, readonly string[]>();

function coveringTexts(text: string): readonly string[] {
  let covering = texts.get(text);
  if (covering === undefined) {
    const [resource = '', subresource] = text.split('/');
    covering = coveringResources({ verb: '', apiGroup: '', resource, ...(subresource && { subresource }) });
    texts.set(text, covering);
  }
  return covering;
}

import { compareText, compileSelector, SelectorError } from '../../cluster/index.ts';
import { type CompiledRule, compileRule } from './compiled-rule.ts';
import type { IndexedRole } from './role.ts';

/**
 * The rules that a controller fills into aggregated ClusterRoles, for manifests that no controller has seen: those of
 * every ClusterRole whose labels a selector matches, itself excepted, through any number of steps. Its own rules are
 * overwritten. Roles that aggregate each other in a circle hold what the circle reaches.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 *
 * @returns rules by role key, for the aggregated roles alone
 */
export function aggregatedRules(roles: Iterable<IndexedRole>): Map<string, readonly CompiledRule[]> {
  const all = [...roles].filter(({ kind }) => kind === 'ClusterRole').sort(byName);
  const contributors = new Map<string, readonly IndexedRole[]>();
  for (const role of all) if (role.aggregates !== undefined) contributors.set(role.key, selected(role, all));
  const rules = new Map<string, readonly CompiledRule[]>();
  for (const key of contributors.keys()) rules.set(key, collect(key, contributors));
  return rules;
}

function selected(role: IndexedRole, all: readonly IndexedRole[]): IndexedRole[] {
  const matchers = (role.aggregates ?? []).flatMap((selector) => {
    try {
      return [compileSelector(selector)];
    } catch (error) {
      // No API server takes a role with such a selector.
      if (error instanceof SelectorError || error instanceof TypeError) return [];
      throw error;
    }
  });
  return all.filter(
    (candidate) => candidate.key !== role.key && matchers.some((matches) => matches(candidate.labels)),
  );
}

function collect(
  key: string,
  contributors: ReadonlyMap<string, readonly IndexedRole[]>,
): readonly CompiledRule[] {
  const rules: CompiledRule[] = [];
  const seen = new Set<string>();
  const waiting = [key];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    for (const role of contributors.get(next) ?? []) {
      if (seen.has(role.key)) continue;
      seen.add(role.key);
      if (role.aggregates !== undefined) waiting.push(role.key);
      else for (const { rule, index } of role.rules) rules.push(compileRule(rule, index, role.name));
    }
  }
  return rules;
}

function byName(left: IndexedRole, right: IndexedRole): number {
  return compareText(left.name, right.name);
}

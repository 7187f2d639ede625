import { pathMatches } from './compiled-rule.ts';
import type { PolicyRule } from './policy-rule.ts';

/**
 * Whether rules that somebody holds cover rules to hand on, as the API server asks before it lets them write a role or a
 * binding. Each single grant must be covered by one rule; a grant of all names only by one without names. Wildcards cover
 * what they match, and `*` itself is covered only by `*`.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
 */
export function rulesCover(held: readonly PolicyRule[], granted: readonly PolicyRule[]): boolean {
  return uncovered(held, granted)[Symbol.iterator]().next().done === true;
}

/** The single grants that are not covered: one verb on one resource and name of one group, or on one path. */
export function* uncovered(
  held: readonly PolicyRule[],
  granted: readonly PolicyRule[],
): Iterable<PolicyRule> {
  for (const rule of granted)
    for (const grant of singleGrants(rule)) if (!held.some((owner) => covers(owner, grant))) yield grant;
}

/** A rule taken apart: one verb, and one group, resource and name, or one path. */
function* singleGrants(rule: PolicyRule): Iterable<PolicyRule> {
  for (const apiGroup of rule.apiGroups) {
    for (const resource of rule.resources) {
      for (const verb of rule.verbs) {
        const grant = {
          verbs: [verb],
          apiGroups: [apiGroup],
          resources: [resource],
          resourceNames: [],
          nonResourceURLs: [],
        };
        if (rule.resourceNames.length === 0) yield grant;
        for (const name of rule.resourceNames) yield { ...grant, resourceNames: [name] };
      }
    }
  }
  for (const path of rule.nonResourceURLs)
    for (const verb of rule.verbs)
      yield { verbs: [verb], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [path] };
}

function covers(owner: PolicyRule, grant: PolicyRule): boolean {
  return (
    hasAllOr('*', owner.verbs, grant.verbs) &&
    hasAllOr('*', owner.apiGroups, grant.apiGroups) &&
    grant.resources.every((resource) => coversResource(owner.resources, resource)) &&
    (owner.resourceNames.length === 0 ||
      (grant.resourceNames.length > 0 &&
        grant.resourceNames.every((name) => owner.resourceNames.includes(name)))) &&
    grant.nonResourceURLs.every((path) => owner.nonResourceURLs.some((pattern) => pathMatches(pattern, path)))
  );
}

function hasAllOr(wildcard: string, owned: readonly string[], asked: readonly string[]): boolean {
  return owned.includes(wildcard) || asked.every((entry) => owned.includes(entry));
}

function coversResource(owned: readonly string[], resource: string): boolean {
  if (owned.includes('*') || owned.includes(resource)) return true;
  const slash = resource.indexOf('/');
  return slash >= 0 && owned.includes(`*${resource.slice(slash)}`);
}

import { rulesCover } from '../rbac/covers.ts';
import type { PolicyRule } from '../rbac/policy-rule.ts';

const dimensions = ['verbs', 'resources', 'resourceNames', 'apiGroups', 'nonResourceURLs'] as const;

/**
 * The same grants in fewer rules: rules that differ in one list only become one, and what another rule covers is left out.
 * Two sets of rules mean the same exactly when each covers the other, as the API server compares them; nothing is added
 * that no rule allowed, and nothing taken away.
 */
export function mergeRules(rules: readonly PolicyRule[]): PolicyRule[] {
  let merged = rules.map(normalised).filter(grantsSomething);
  for (let before = Number.POSITIVE_INFINITY; merged.length < before; ) {
    before = merged.length;
    for (const dimension of dimensions) merged = mergeAlong(merged, dimension);
  }
  return withoutCovered(merged);
}

/** Every entry once, in a fixed order; where `*` stands, nothing beside it. */
function normalised(rule: PolicyRule): PolicyRule {
  return {
    verbs: wildcardAlone(rule.verbs),
    apiGroups: wildcardAlone(rule.apiGroups),
    resources: wildcardAlone(rule.resources),
    resourceNames: sorted(rule.resourceNames),
    nonResourceURLs: wildcardAlone(rule.nonResourceURLs),
  };
}

/** A rule without verbs, or without both a group and a resource of it and a path, allows nothing. */
function grantsSomething({ verbs, apiGroups, resources, nonResourceURLs }: PolicyRule): boolean {
  return verbs.length > 0 && (nonResourceURLs.length > 0 || (apiGroups.length > 0 && resources.length > 0));
}

function mergeAlong(rules: readonly PolicyRule[], dimension: (typeof dimensions)[number]): PolicyRule[] {
  const merged = new Map<string, PolicyRule>();
  for (const [index, rule] of rules.entries()) {
    const key = mayMerge(rule, dimension)
      ? JSON.stringify(dimensions.map((each) => (each === dimension ? '' : rule[each])))
      : `${index}`;
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined
        ? rule
        : normalised({ ...known, [dimension]: [...known[dimension], ...rule[dimension]] }),
    );
  }
  return [...merged.values()];
}

/**
 * No names mean all names, so that they are no list to add to; and a rule of both resources and paths is two products, which
 * only verbs have in common.
 */
function mayMerge(rule: PolicyRule, dimension: (typeof dimensions)[number]): boolean {
  if (dimension === 'verbs') return true;
  const ofPaths = rule.nonResourceURLs.length > 0;
  if (dimension === 'nonResourceURLs') return ofPaths && rule.resources.length === 0;
  return !ofPaths && (dimension !== 'resourceNames' || rule.resourceNames.length > 0);
}

function withoutCovered(rules: readonly PolicyRule[]): PolicyRule[] {
  const kept = [...rules];
  for (let index = kept.length - 1; index >= 0; index--) {
    const rule = kept[index];
    if (rule !== undefined && rulesCover(kept.toSpliced(index, 1), [rule])) kept.splice(index, 1);
  }
  return kept;
}

function wildcardAlone(entries: readonly string[]): readonly string[] {
  return entries.includes('*') ? ['*'] : sorted(entries);
}

function sorted(entries: readonly string[]): readonly string[] {
  return [...new Set(entries)].sort();
}

import { type AccessRequest, isPathRequest, type ResourceRequest } from './access-request.ts';
import type { PolicyRule } from './policy-rule.ts';
import { objectVerbs, pathVerbs, specialVerbs } from './verbs.ts';

/** A rule made ready for questions: verbs are bits, wildcards are flags, names are a set. */
export interface CompiledRule {
  readonly rule: PolicyRule;
  /** Where it stands in the role that states it. */
  readonly index: number;
  /** The ClusterRole that states it, where the asked role is aggregated from others. */
  readonly from?: string;
  /** Bits of {@link verbBit}; all ones for `*`. */
  readonly verbs: number;
  /** Verbs that have no bit. */
  readonly otherVerbs: ReadonlySet<string> | undefined;
  readonly anyGroup: boolean;
  /** Undefined when the rule names no object, so that it holds for all. */
  readonly names: ReadonlySet<string> | undefined;
}

const knownVerbs = [...new Set([...objectVerbs, ...specialVerbs, ...pathVerbs, 'proxy'])];
const bits = new Map<string, number>(knownVerbs.map((verb, index) => [verb, 1 << index]));
const allVerbs = -1;

/** The bit of a verb; 0 for verbs that only few rules have. */
export function verbBit(verb: string): number {
  return bits.get(verb) ?? 0;
}

export function compileRule(rule: PolicyRule, index: number, from?: string): CompiledRule {
  let verbs = 0;
  let otherVerbs: Set<string> | undefined;
  for (const verb of rule.verbs) {
    if (verb === '*') verbs = allVerbs;
    else if (bits.has(verb)) verbs |= verbBit(verb);
    else (otherVerbs ??= new Set()).add(verb);
  }
  return {
    rule,
    index,
    ...(from !== undefined && { from }),
    verbs,
    otherVerbs,
    anyGroup: rule.apiGroups.includes('*'),
    names: rule.resourceNames.length === 0 ? undefined : new Set(rule.resourceNames),
  };
}

/** Verbs are matched exactly, or all by `*`; there is no other pattern. */
export function allowsVerb(rule: CompiledRule, verb: string): boolean {
  if (rule.verbs === allVerbs) return true;
  const bit = verbBit(verb);
  return bit === 0 ? rule.otherVerbs?.has(verb) === true : (rule.verbs & bit) !== 0;
}

/**
 * Whether a rule that is known to cover the resource allows the rest of a request: verb, group and name, all in this one
 * rule. A rule with names never allows a request that names nothing.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export function allowsOnResource(rule: CompiledRule, request: ResourceRequest): boolean {
  return (
    allowsVerb(rule, request.verb) &&
    (rule.anyGroup || rule.rule.apiGroups.includes(request.apiGroup)) &&
    (rule.names === undefined || rule.names.has(request.name ?? ''))
  );
}

/**
 * The texts in `resources` of a rule that cover a request: the resource itself, `*`, and for a subresource the star
 * in place of its resource. `pods` does not cover `pods/exec`, and a star in place of the subresource is no pattern: it
 * covers nothing that exists.
 */
export function coveringResources({ resource, subresource }: ResourceRequest): readonly string[] {
  if (subresource === undefined || subresource === '') return resource === '*' ? ['*'] : [resource, '*'];
  const own = `${resource}/${subresource}`;
  const every = `*/${subresource}`;
  return own === every ? [own, '*'] : [own, '*', every];
}

/** Paths are matched exactly, or by a prefix that ends in `*`. */
export function allowsPath(rule: CompiledRule, verb: string, path: string): boolean {
  return allowsVerb(rule, verb) && rule.rule.nonResourceURLs.some((pattern) => pathMatches(pattern, path));
}

/** The prefix counts: what covers everything under `/metrics/` does not cover `/metrics`. */
export function pathMatches(pattern: string, path: string): boolean {
  if (pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.replace(/\*+$/, ''));
}

/** Whether one rule allows a request, looking at everything. */
export function ruleAllows(rule: CompiledRule, request: AccessRequest): boolean {
  if (isPathRequest(request)) return allowsPath(rule, request.verb, request.path);
  if (!allowsOnResource(rule, request)) return false;
  const { resources } = rule.rule;
  return coveringResources(request).some((text) => resources.includes(text));
}

import { compileSelector, type LabelMatcher, type LabelSelector } from '../../cluster/index.ts';
import type { MatchResources, NamedRule } from '../validating-admission-policy.ts';

/** What the rules of a policy are matched against. */
interface MatchedResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** `matchConstraints`, compiled: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export interface ResourceMatcher {
  /** Whether objects of this resource can match at all, whatever their names. */
  readonly covers: (group: string, resource: string) => boolean;
  /**
   * As what the object is judged: as one that is created, where a rule admits that, else as one that is updated without a
   * change; undefined when no rule matches.
   */
  readonly operationOn: (resource: MatchedResource) => Operation | undefined;
  readonly namespaceSelector?: LabelMatcher;
  readonly objectSelector?: LabelMatcher;
}

export type Operation = 'CREATE' | 'UPDATE';
const operations = ['CREATE', 'UPDATE'] as const;

export function compileMatchResources(constraints: MatchResources): ResourceMatcher {
  const rules = constraints.resourceRules ?? [];
  const excluded = constraints.excludeResourceRules ?? [];
  const exact = constraints.matchPolicy === 'Exact';
  return {
    covers: (group, resource) =>
      rules.some(
        (rule) =>
          operations.some((operation) => hasOperation(rule, operation)) && ruleCovers(rule, group, resource),
      ),
    operationOn: (resource) =>
      operations.find((operation) => {
        const matching = (rule: NamedRule) =>
          hasOperation(rule, operation) && ruleMatches(rule, resource, exact);
        return rules.some(matching) && !excluded.some(matching);
      }),
    ...selector('namespaceSelector', constraints.namespaceSelector),
    ...selector('objectSelector', constraints.objectSelector),
  };
}

function selector<Name extends string>(name: Name, value: unknown): Partial<Record<Name, LabelMatcher>> {
  const given = value as LabelSelector | undefined;
  const empty =
    given === undefined || (given.matchLabels === undefined && given.matchExpressions === undefined);
  return (empty ? {} : { [name]: compileSelector(given) }) as Partial<Record<Name, LabelMatcher>>;
}

function hasOperation(rule: NamedRule, operation: string): boolean {
  return rule.operations.includes(operation) || rule.operations.includes('*');
}

function ruleCovers(rule: NamedRule, group: string, resource: string): boolean {
  return (
    listed(rule.apiGroups, group) && (listed(rule.resources, resource) || rule.resources.includes('*/*'))
  );
}

function ruleMatches(rule: NamedRule, resource: MatchedResource, exact: boolean): boolean {
  if (!ruleCovers(rule, resource.group, resource.resource)) return false;
  if (exact && !listed(rule.apiVersions, resource.version)) return false;
  if (
    rule.resourceNames !== undefined &&
    rule.resourceNames.length > 0 &&
    !rule.resourceNames.includes(resource.name)
  ) {
    return false;
  }
  const scope = rule.scope ?? '*';
  return scope === '*' || (scope === 'Namespaced') === (resource.namespace !== '');
}

function listed(values: readonly string[], value: string): boolean {
  return values.includes(value) || values.includes('*');
}

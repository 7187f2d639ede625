import type { Cluster, LabelSelector } from '../../cluster/index.ts';
import { compileSelector } from '../../cluster/index.ts';
import type { Operation } from '../judge/match-resources.ts';
import type { UnknownReason } from '../result.ts';
import type { MatchResources, NamedRule } from '../validating-admission-policy.ts';
import type { AdmissionRequest, SeenAs } from './admission-request.ts';
import { type EquivalentResource, equivalentsOf } from './equivalent-resources.ts';
import type { NamespaceFacts } from './namespace-facts.ts';

/** Whether a request matches, and as what the policy then sees it. */
export type RequestMatch =
  | MatchedRequest
  | { readonly state: 'no-match' }
  | { readonly state: 'unknown'; readonly unknown: UnknownReason };

export interface MatchedRequest {
  readonly state: 'match';
  readonly seen: SeenAs;
  readonly converted?: EquivalentResource;
}

interface World {
  readonly cluster: Cluster;
  readonly namespaces: NamespaceFacts;
}

const noMatch: RequestMatch = { state: 'no-match' };

/**
 * Whether `matchConstraints` of a policy, or `matchResources` of a binding, match a request: both selectors, no
 * exclusion, and any rule (a binding without rules takes what its policy takes). What is not known counts only where
 * nothing else has decided, in the order of the API server.
 * https://github.com/kubernetes/apiserver/blob/master/pkg/admission/plugin/policy/matching/matching.go
 */
export function matchRequest(
  match: MatchResources,
  request: AdmissionRequest,
  operation: Operation,
  world: World,
): RequestMatch {
  const inNamespace = matchesNamespace(match, request, world.namespaces);
  if (inNamespace === false || !matchesLabels(match, request)) return noMatch;
  const equivalent = (match.matchPolicy ?? 'Equivalent') === 'Equivalent';
  const byRules = (rules: readonly NamedRule[]) =>
    matchRules(rules, { request, operation, equivalent, cluster: world.cluster });
  const excluded = byRules(match.excludeResourceRules ?? []);
  if (excluded.state === 'match') return noMatch;
  const rules = match.resourceRules ?? [];
  const included: RequestMatch = rules.length === 0 ? { state: 'match', seen: request } : byRules(rules);
  if (included.state !== 'match') return included;
  if (excluded.state === 'unknown') return excluded;
  return inNamespace === true ? included : { state: 'unknown', unknown: inNamespace };
}

/** Objects of the whole cluster are never excluded by a namespace selector; a Namespace is judged by its own labels. */
function matchesNamespace(
  { namespaceSelector }: MatchResources,
  { namespace, isNamespace, labels }: AdmissionRequest,
  namespaces: NamespaceFacts,
): boolean | UnknownReason {
  const selector = namespaceSelector as LabelSelector | undefined;
  if (isEmpty(selector) || (namespace === '' && !isNamespace)) return true;
  return isNamespace ? compileSelector(selector)(labels) : namespaces.selects(selector, namespace);
}

function matchesLabels({ objectSelector }: MatchResources, { labels }: AdmissionRequest): boolean {
  const selector = objectSelector as LabelSelector | undefined;
  return isEmpty(selector) || compileSelector(selector)(labels);
}

function isEmpty(selector: LabelSelector | undefined): selector is undefined {
  return (
    selector === undefined ||
    (Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0)
  );
}

interface RuleQuestion {
  readonly request: AdmissionRequest;
  readonly operation: Operation;
  readonly equivalent: boolean;
  readonly cluster: Cluster;
}

function matchRules(rules: readonly NamedRule[], question: RuleQuestion): RequestMatch {
  const { request, operation, equivalent, cluster } = question;
  const applies = (rule: NamedRule, seen: SeenAs) =>
    hasOperation(rule, operation) && hasName(rule, request) && matchesResource(rule, seen, request);
  if (rules.some((rule) => applies(rule, request))) return { state: 'match', seen: request };
  if (!equivalent || rules.length === 0) return noMatch;
  const { forms, complete } = equivalentsOf(request, cluster);
  for (const rule of rules) {
    const converted = forms.find((form) => applies(rule, form));
    if (converted !== undefined) return { state: 'match', seen: converted, converted };
  }
  if (complete) return noMatch;
  const otherVersion = rules.find((rule) =>
    rule.apiVersions.some((version) => applies(rule, { ...request, version })),
  );
  if (otherVersion === undefined) return noMatch;
  const versions = otherVersion.apiVersions.join(', ');
  const message = `The rule names version ${versions} of ${request.resource}.${request.group}, and whether the cluster serves it is not known: the CustomResourceDefinition was not read.`;
  return { state: 'unknown', unknown: { state: 'partial', message } };
}

function hasOperation({ operations }: NamedRule, operation: string): boolean {
  return listed(operations, operation);
}

function hasName({ resourceNames }: NamedRule, { name }: AdmissionRequest): boolean {
  return resourceNames === undefined || resourceNames.length === 0 || resourceNames.includes(name);
}

/** https://github.com/kubernetes/apiserver/blob/master/pkg/admission/plugin/webhook/predicates/rules/rules.go */
function matchesResource(
  rule: NamedRule,
  seen: SeenAs,
  { namespace, isNamespace }: AdmissionRequest,
): boolean {
  const scope = rule.scope ?? '*';
  const inCluster = isNamespace || namespace === '';
  if (scope !== '*' && (scope === 'Cluster') !== inCluster) return false;
  return (
    listed(rule.apiGroups, seen.group) &&
    listed(rule.apiVersions, seen.version) &&
    rule.resources.some((resource) => matchesName(resource, seen.resource))
  );
}

/** `pods/*` and `*` with any sub-resource cover the resource itself too; `pods/status` never does. */
function matchesName(rule: string, resource: string): boolean {
  const slash = rule.indexOf('/');
  const name = slash < 0 ? rule : rule.slice(0, slash);
  const subresource = slash < 0 ? '' : rule.slice(slash + 1);
  return (name === '*' || name === resource) && (subresource === '' || subresource === '*');
}

function listed(values: readonly string[], value: string): boolean {
  return values.includes(value) || values.includes('*');
}

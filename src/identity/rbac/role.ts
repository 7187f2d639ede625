import { type ClusterObject, type LabelSelector, objectKey } from '../../cluster/index.ts';
import { type CompiledRule, compileRule } from './compiled-rule.ts';
import { readPolicyRules } from './policy-rule.ts';

export const rbacGroup = 'rbac.authorization.k8s.io';

/** A Role or ClusterRole with its rules compiled. */
export interface IndexedRole {
  readonly key: string;
  readonly kind: 'Role' | 'ClusterRole';
  readonly namespace: string;
  readonly name: string;
  readonly rules: readonly CompiledRule[];
  readonly labels: Readonly<Record<string, string>>;
  /** Selectors of the ClusterRoles that a controller fills this one from. */
  readonly aggregates: readonly LabelSelector[] | undefined;
  readonly object: ClusterObject;
  /** True when Kubernetes makes it in every cluster and no reading showed it. */
  readonly assumed: boolean;
  /** Some of its rules are no rules; the others count. */
  readonly malformed: boolean;
}

export function roleKey(kind: string, namespace: string, name: string): string {
  return objectKey({ group: rbacGroup, kind, namespace: kind === 'Role' ? namespace : '', name });
}

export function isRole({ group, kind }: ClusterObject): boolean {
  return group === rbacGroup && (kind === 'Role' || kind === 'ClusterRole');
}

/** Reads a Role or ClusterRole. */
export function readRole(object: ClusterObject, assumed: boolean): IndexedRole {
  const { body, name, namespace } = object;
  const kind = object.kind === 'Role' ? 'Role' : 'ClusterRole';
  const { rules, malformed } = readPolicyRules(body['rules']);
  return {
    key: roleKey(kind, namespace, name),
    kind,
    namespace: kind === 'Role' ? namespace : '',
    name,
    rules: rules.map((rule, index) => compileRule(rule, index)),
    labels: body.metadata.labels ?? {},
    aggregates: kind === 'ClusterRole' ? selectorsOf(body['aggregationRule']) : undefined,
    object,
    assumed,
    malformed,
  };
}

/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles */
function selectorsOf(aggregationRule: unknown): readonly LabelSelector[] | undefined {
  if (typeof aggregationRule !== 'object' || aggregationRule === null) return undefined;
  const { clusterRoleSelectors } = aggregationRule as { clusterRoleSelectors?: unknown };
  if (!Array.isArray(clusterRoleSelectors)) return [];
  return clusterRoleSelectors.filter((selector) => typeof selector === 'object' && selector !== null);
}

import type { Control } from '../control.ts';
import type { ValidatingAdmissionPolicySpec } from '../validating-admission-policy.ts';

interface RbacKinds {
  readonly resources: readonly string[];
  readonly variables: NonNullable<ValidatingAdmissionPolicySpec['variables']>;
}

/** The most that is judged, so that every policy stays within its cost budget: no role that a person wrote is near. */
const mostJudged = { rules: 2000, entries: 10_000, subjects: 5000 } as const;

const entries = ['apiGroups', 'resources', 'resourceNames', 'nonResourceURLs', 'verbs']
  .map((field) => `rule.?${field}.orValue([]).size()`)
  .join(' + ');

/** What policies over roles, and over bindings, share. A `null` in place of a list is none: the API server drops it. */
const kinds: Readonly<Partial<Record<NonNullable<Control['appliesTo']>, RbacKinds>>> = {
  roles: {
    resources: ['clusterroles', 'roles'],
    variables: [
      {
        name: 'rules',
        expression: `!has(object.rules) || object.rules == null ? [] : object.rules.size() <= ${mostJudged.rules} && object.rules.map(rule, ${entries}).sum() <= ${mostJudged.entries} ? object.rules : {}['a role of more than ${mostJudged.rules} rules, or ${mostJudged.entries} entries in them, is not judged']`,
      },
      { name: 'isAllowed', expression: "object.metadata.name in params.data.allowedRoles.split('\\n')" },
    ],
  },
  'role-bindings': {
    resources: ['clusterrolebindings', 'rolebindings'],
    variables: [
      {
        name: 'subjects',
        expression: `!has(object.subjects) || object.subjects == null ? [] : object.subjects.size() <= ${mostJudged.subjects} ? object.subjects : {}['a binding of more than ${mostJudged.subjects} subjects is not judged']`,
      },
    ],
  },
};

/** The variables that stand before those of the file; none where the policy is not over roles or bindings. */
export function rbacVariables(appliesTo: Control['appliesTo']): RbacKinds['variables'] {
  return (appliesTo && kinds[appliesTo]?.variables) ?? [];
}

/** A policy over roles or bindings as the literal spec that the API server accepts; any other as it is. */
export function expandRbacPolicy(
  policy: ValidatingAdmissionPolicySpec,
  appliesTo: Control['appliesTo'],
): ValidatingAdmissionPolicySpec {
  const found = appliesTo && kinds[appliesTo];
  if (found === undefined) return policy;
  const { resources, variables } = found;
  return {
    ...policy,
    matchConstraints: {
      ...policy.matchConstraints,
      resourceRules: [
        {
          apiGroups: ['rbac.authorization.k8s.io'],
          apiVersions: ['v1'],
          operations: ['CREATE', 'UPDATE'],
          resources,
        },
      ],
    },
    variables: [...variables, ...(policy.variables ?? [])],
  };
}

import type { ValidatingAdmissionPolicySpec } from '../../validating-admission-policy.ts';

/** The policy without variables that nothing reads: the shared ones are there for every control. */
export function withoutUnusedVariables(policy: ValidatingAdmissionPolicySpec): ValidatingAdmissionPolicySpec {
  const variables = policy.variables ?? [];
  const reads = (texts: readonly string[], name: string) =>
    texts.some((text) => new RegExp(`\\bvariables\\s*\\.\\??\\s*${name}\\b`).test(text));
  const roots = [
    ...(policy.validations ?? []).flatMap(({ expression, messageExpression = '' }) => [
      expression,
      messageExpression,
    ]),
    ...(policy.auditAnnotations ?? []).map(({ valueExpression }) => valueExpression),
  ];
  const kept: (typeof variables)[number][] = [];
  for (const variable of [...variables].reverse()) {
    if (reads([...roots, ...kept.map(({ expression }) => expression)], variable.name)) kept.unshift(variable);
  }
  const { variables: _all, ...rest } = policy;
  return kept.length === 0 ? rest : { ...rest, variables: kept };
}

import {
  CelError,
  type CelType,
  type Environment,
  kubernetesEnvironment,
  type SchemaProvider,
  types,
} from '@plimsoll/cel';
import type { ValidatingAdmissionPolicySpec } from '../validating-admission-policy.ts';
import type { KubernetesTypes } from './schema-provider.ts';

/** An expression that cannot be right for objects of a kind. */
export interface TypeWarning {
  /** `validations[0].expression`, as the API server writes it in the status of a policy. */
  readonly field: string;
  readonly error: CelError;
}

const variablesType = 'plimsoll.variables';

/** The variables of a policy, beside the types of Kubernetes. */
class PolicyVariables implements SchemaProvider {
  readonly #kubernetes: KubernetesTypes;
  readonly #types = new Map<string, CelType>();

  constructor(kubernetes: KubernetesTypes) {
    this.#kubernetes = kubernetes;
  }

  declare(name: string, type: CelType): void {
    this.#types.set(name, type);
  }

  hasType(name: string): boolean {
    return name === variablesType || this.#kubernetes.hasType(name);
  }

  findField(typeName: string, field: string): CelType | undefined {
    return typeName === variablesType ? this.#types.get(field) : this.#kubernetes.findField(typeName, field);
  }
}

/**
 * Checks the expressions of a policy against the type of one kind, as the controller of the API server does that fills
 * `status.typeChecking`, and its variables as well, which that one takes for dyn.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking
 * @param object the type of the kind, from `kubernetes`
 * @param given types of variables that are not to be checked: those that choose a field by the kind of the object
 * @returns nothing where all fits
 */
export function checkTypes(
  policy: ValidatingAdmissionPolicySpec,
  object: CelType,
  kubernetes: KubernetesTypes,
  version: string,
  given: Readonly<Record<string, CelType>> = {},
): TypeWarning[] {
  const variables = new PolicyVariables(kubernetes);
  const environment = kubernetesEnvironment({
    version,
    provider: variables,
    variables: {
      object,
      oldObject: object,
      request: types.dyn,
      params: types.dyn,
      namespaceObject: types.dyn,
      authorizer: types.authorizer,
      variables: types.object(variablesType),
    },
  });
  const warnings: TypeWarning[] = [];
  const check = (field: string, source: string): CelType => {
    const found = typeOrError(environment, source);
    if (!(found instanceof CelError)) return found;
    warnings.push({ field, error: found });
    return types.dyn;
  };
  for (const [index, { expression }] of (policy.matchConditions ?? []).entries())
    check(`matchConditions[${index}].expression`, expression);
  for (const [index, { name, expression }] of (policy.variables ?? []).entries())
    variables.declare(
      name,
      Object.hasOwn(given, name)
        ? (given[name] ?? types.dyn)
        : check(`variables[${index}].expression`, expression),
    );
  for (const [index, { expression, messageExpression }] of (policy.validations ?? []).entries()) {
    check(`validations[${index}].expression`, expression);
    if (messageExpression !== undefined) check(`validations[${index}].messageExpression`, messageExpression);
  }
  return warnings;
}

function typeOrError(environment: Environment, source: string): CelType | CelError {
  try {
    return environment.compile(source).resultType;
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

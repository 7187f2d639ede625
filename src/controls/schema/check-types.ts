import {
  CelError,
  type CelType,
  type Environment,
  formatType,
  kubernetesEnvironment,
  type SchemaProvider,
  types,
} from '@plimsoll/cel';
import type { ValidatingAdmissionPolicySpec } from '../validating-admission-policy.ts';
import { composedType } from './composed-type.ts';
import type { KubernetesTypes } from './schema-provider.ts';

/** An expression that cannot be right for objects of a kind. */
export interface TypeWarning {
  /** `validations[0].expression`, as the API server writes it in the status of a policy. */
  readonly field: string;
  readonly error: CelError;
}

const variablesType = 'plimsoll.variables';

/** The variables of the policy that is checked now, beside the types of Kubernetes. */
class PolicyVariables implements SchemaProvider {
  types = new Map<string, CelType>();
  readonly #kubernetes: KubernetesTypes;

  constructor(kubernetes: KubernetesTypes) {
    this.#kubernetes = kubernetes;
  }

  hasType(name: string): boolean {
    return name === variablesType || this.#kubernetes.hasType(name);
  }

  findField(typeName: string, field: string): CelType | undefined {
    return typeName === variablesType ? this.types.get(field) : this.#kubernetes.findField(typeName, field);
  }
}

/**
 * Checks the expressions of a policy against the type of one kind, its variables as well.
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
  const checker = new TypeChecker(object, kubernetes, version);
  for (const [index, { expression }] of (policy.matchConditions ?? []).entries())
    checker.check(`matchConditions[${index}].expression`, expression);
  for (const [index, { name, expression }] of (policy.variables ?? []).entries())
    checker.declare(
      name,
      Object.hasOwn(given, name)
        ? (given[name] ?? types.dyn)
        : checker.check(`variables[${index}].expression`, expression),
    );
  checkValidations(checker, policy);
  for (const [index, { valueExpression }] of (policy.auditAnnotations ?? []).entries())
    checker.check(`auditAnnotations[${index}].valueExpression`, valueExpression);
  return checker.warnings;
}

/**
 * What the controller of the API server writes into `status.typeChecking` of a policy for one kind: only validations and
 * their messages are checked, and a variable that is an object, or wrong itself, is taken for dyn.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#type-checking
 * https://github.com/kubernetes/apiserver/blob/master/pkg/admission/plugin/policy/validating/typechecking.go
 */
export function serverTypeWarnings(
  policy: ValidatingAdmissionPolicySpec,
  object: CelType,
  kubernetes: KubernetesTypes,
  version: string,
): TypeWarning[] {
  const checker = new TypeChecker(object, kubernetes, version);
  for (const { name, expression } of policy.variables ?? [])
    checker.declare(name, composedType(checker.typeOf(expression)));
  checkValidations(checker, policy);
  return checker.warnings;
}

function checkValidations(checker: TypeChecker, policy: ValidatingAdmissionPolicySpec): void {
  for (const [index, { expression, messageExpression }] of (policy.validations ?? []).entries()) {
    checker.check(`validations[${index}].expression`, expression);
    if (messageExpression !== undefined)
      checker.check(`validations[${index}].messageExpression`, messageExpression);
  }
}

interface KindEnvironment {
  readonly environment: Environment;
  readonly variables: PolicyVariables;
}

/** Environments cost more than checks, so that those of a kind are kept; only the variables are each policy's own. */
const known = new WeakMap<KubernetesTypes, Map<string, KindEnvironment>>();

function environmentOf(object: CelType, kubernetes: KubernetesTypes, version: string): KindEnvironment {
  let environments = known.get(kubernetes);
  if (environments === undefined) known.set(kubernetes, (environments = new Map()));
  const key = `${version} ${formatType(object)}`;
  let found = environments.get(key);
  if (found === undefined) {
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
        'authorizer.requestResource': types.opaque('kubernetes.authorization.ResourceCheck'),
        variables: types.object(variablesType),
      },
    });
    environments.set(key, (found = { environment, variables }));
  }
  return found;
}

class TypeChecker {
  readonly warnings: TypeWarning[] = [];
  readonly #types = new Map<string, CelType>();
  readonly #environment: Environment;

  constructor(object: CelType, kubernetes: KubernetesTypes, version: string) {
    const { environment, variables } = environmentOf(object, kubernetes, version);
    variables.types = this.#types;
    this.#environment = environment;
  }

  declare(name: string, type: CelType): void {
    this.#types.set(name, type);
  }

  /** @returns dyn for what is wrong */
  typeOf(source: string): CelType {
    const found = typeOrError(this.#environment, source);
    return found instanceof CelError ? types.dyn : found;
  }

  check(field: string, source: string): CelType {
    const found = typeOrError(this.#environment, source);
    if (!(found instanceof CelError)) return found;
    for (const error of [found, ...found.related]) this.warnings.push({ field, error });
    return types.dyn;
  }
}

function typeOrError(environment: Environment, source: string): CelType | CelError {
  try {
    return environment.compile(source).resultType;
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
}

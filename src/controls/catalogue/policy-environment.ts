import { type Environment, kubernetesEnvironment, types } from '@plimsoll/cel';

/** The oldest version that policies are exported for: every expression must compile there. */
const floor = '1.30';

let environment: Environment | undefined;

/**
 * What the API server offers to a ValidatingAdmissionPolicy. Objects are dynamic: one policy judges many kinds.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function policyEnvironment(): Environment {
  environment ??= kubernetesEnvironment({
    version: floor,
    variables: {
      object: types.dyn,
      oldObject: types.dyn,
      request: types.dyn,
      params: types.dyn,
      namespaceObject: types.dyn,
      authorizer: types.dyn,
      variables: types.dyn,
    },
  });
  return environment;
}

let fixEnvironment: Environment | undefined;

/** The same for the condition of a fix, which may also look at the failing container. */
export function fixConditionEnvironment(): Environment {
  fixEnvironment ??= policyEnvironment().extend({ container: types.dyn });
  return fixEnvironment;
}

import {
  type Environment,
  kubernetesEnvironment,
  kubernetesVersions,
  type SchemaProvider,
} from '@plimsoll/cel';
import {
  authorizerVariables,
  composedVariables,
  type PolicyTypes,
  paramsVariable,
  sharedVariables,
} from './kubernetes-types.ts';

/** What is declared where: variables of the policy not in match conditions, the authorizer not in messages. */
export interface PolicyEnvironments {
  readonly conditions: Environment;
  readonly rules: Environment;
  readonly messages: Environment;
}

let current: PolicyTypes | undefined;

/** Environments cost more than policies, so that they are shared; only the types of variables are each policy's own. */
const provider: SchemaProvider = {
  hasType: (name) => current?.hasType(name) === true,
  findField: (typeName, field) => current?.findField(typeName, field),
};

/** Says whose types the next compilation asks for. */
export function useTypes(types: PolicyTypes): void {
  current = types;
}

const known = new Map<string, PolicyEnvironments>();

/** @param minor of Kubernetes; the nearest known environment for versions that are not */
export function policyEnvironments(minor: number, hasParams: boolean): PolicyEnvironments {
  const version = celVersion(minor);
  const key = `${version} ${hasParams}`;
  let environments = known.get(key);
  if (environments === undefined) {
    const variables = { ...sharedVariables, ...(hasParams ? paramsVariable : {}) };
    const base = kubernetesEnvironment({ version, variables, provider });
    const messages = base.extend(composedVariables);
    environments = {
      conditions: base.extend(authorizerVariables),
      messages,
      rules: messages.extend(authorizerVariables),
    };
    known.set(key, environments);
  }
  return environments;
}

/** The known version next to a minor of Kubernetes. */
export function celVersion(minor: number): string {
  const oldest = Number(kubernetesVersions[0]?.slice(2));
  const newest = Number(kubernetesVersions.at(-1)?.slice(2));
  return `1.${Math.min(newest, Math.max(oldest, minor))}`;
}

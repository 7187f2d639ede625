import type { KubernetesObject } from '../../../cluster/index.ts';
import type { ValidatingAdmissionPolicySpec } from '../../validating-admission-policy.ts';
import type { ValidatingAdmissionPolicyBindingSpec } from '../policy.ts';

/** Policies with the objects to ask about: the same question for the preview and for a real API server. */
export interface Scenario {
  readonly name: string;
  /** What is in the cluster before: parameters, namespaces. */
  readonly setup?: readonly KubernetesObject[];
  /** Policy specs; `name` of the scenario names them, with `-2` and so on behind the first. */
  readonly policies: readonly ValidatingAdmissionPolicySpec[];
  /** Binding specs; `policyName` is that of the first policy unless given. */
  readonly bindings: readonly Partial<ValidatingAdmissionPolicyBindingSpec>[];
  readonly asks: readonly Ask[];
}

export interface Ask {
  readonly object: KubernetesObject;
  /** The object exists before the policies do, and is updated to what it is. */
  readonly update?: true;
}

export const scenarioLabel = 'scenario';

/** A policy that is asked only about objects with the label of its scenario, unless it selects by itself. */
export function policy(
  scenario: string,
  spec: Partial<ValidatingAdmissionPolicySpec>,
): ValidatingAdmissionPolicySpec {
  const { matchConstraints, ...rest } = spec;
  return {
    matchConstraints: {
      resourceRules: configMaps,
      objectSelector: { matchLabels: { [scenarioLabel]: scenario } },
      ...matchConstraints,
    },
    ...rest,
  };
}

export const configMaps = [
  { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] },
];

export const deny = { validationActions: ['Deny'] } as const;
export const warn = { validationActions: ['Warn'] } as const;
export const audit = { validationActions: ['Audit'] } as const;

/** A ConfigMap of a scenario. */
export function configMap(
  scenario: string,
  name: string,
  data: Readonly<Record<string, string>> = {},
  metadata: object = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: `${scenario}-${name}`,
      namespace: 'default',
      labels: { [scenarioLabel]: scenario },
      ...metadata,
    },
    data,
  };
}

/** A small pod of a scenario. */
export function pod(
  scenario: string,
  name: string,
  spec: object = {},
  metadata: object = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${scenario}-${name}`,
      namespace: 'default',
      labels: { [scenarioLabel]: scenario },
      ...metadata,
    },
    spec: { containers: [{ name: 'app', image: 'nginx:1.29' }], ...spec },
  };
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

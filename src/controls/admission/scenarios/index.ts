import type { KubernetesObject } from '../../../cluster/index.ts';
import type { WrittenBinding } from '../policy.ts';
import type { PolicyDocument } from '../policy-document.ts';
import { defaultScenarios } from './default-scenarios.ts';
import { evaluationScenarios } from './evaluation-scenarios.ts';
import { matchingScenarios, widgetDefinition } from './matching-scenarios.ts';
import { limitDefinition, paramScenarios } from './param-scenarios.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [
  ...defaultScenarios,
  ...evaluationScenarios,
  ...matchingScenarios,
  ...paramScenarios,
];

/** Kinds that scenarios need. */
export const definitions: readonly KubernetesObject[] = [widgetDefinition, limitDefinition];

/** Policies and bindings of a scenario as objects. */
export function objectsOf({ name, policies, bindings }: Scenario): object[] {
  const nameOf = (index: number) => (index === 0 ? name : `${name}-${index + 1}`);
  const apiVersion = 'admissionregistration.k8s.io/v1';
  return [
    ...policies.map((spec, index) => ({
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: nameOf(index) },
      spec,
    })),
    ...bindings.map((spec, index) => ({
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: `${nameOf(index)}-binding` },
      spec: { policyName: name, ...spec } as WrittenBinding['spec'],
    })),
  ];
}

/** The same as documents. */
export function documentsOf(scenario: Scenario): PolicyDocument[] {
  return objectsOf(scenario).map((content) => ({ file: `${scenario.name}.yaml`, content }));
}

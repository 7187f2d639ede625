import type { LabelSelector } from '../../cluster/index.ts';
import type { MatchResources, ValidatingAdmissionPolicySpec } from '../validating-admission-policy.ts';
import type { PolicyDocument } from './policy-document.ts';

export type ValidationAction = 'Deny' | 'Warn' | 'Audit';

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-binding-v1/ */
export interface ValidatingAdmissionPolicyBindingSpec {
  readonly policyName: string;
  readonly paramRef?: ParamRef;
  readonly matchResources?: MatchResources;
  readonly validationActions: readonly ValidationAction[];
}

export interface ParamRef {
  readonly name?: string;
  readonly namespace?: string;
  readonly selector?: LabelSelector;
  readonly parameterNotFoundAction: 'Allow' | 'Deny';
}

/** A policy with the document that it was read from. */
export interface WrittenPolicy {
  readonly name: string;
  readonly spec: ValidatingAdmissionPolicySpec;
  readonly document: PolicyDocument;
}

/** A binding with the document that it was read from. */
export interface WrittenBinding {
  readonly name: string;
  readonly spec: ValidatingAdmissionPolicyBindingSpec;
  readonly document: PolicyDocument;
}

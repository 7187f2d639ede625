import type { Problem } from '../../cluster/index.ts';

/** Everything that can be wrong with somebody's admission policies, by stable code. */
export const admissionErrorCodes = {
  'policy-shape': 'A policy or binding does not have the form that the API server accepts.',
  'policy-cel': 'A CEL expression of a policy does not compile.',
  'policy-cel-too-new':
    'A CEL expression uses what the API server takes in new policies only from a later version.',
  'policy-type': 'A CEL expression cannot be right for a kind that the policy matches.',
  'policy-cost': 'A CEL expression may cost more than the API server gives it, on a large object.',
  'policy-duplicate': 'Two policies or two bindings have the same name.',
  'policy-unbound': 'A policy has no binding, so the API server never asks it.',
  'policy-matches-nothing': 'A policy or binding matches none of the objects that were read.',
  'policy-not-previewable':
    'A policy matches only requests that no object stands for: DELETE, CONNECT, sub-resources.',
  'policy-too-slow': 'A policy took too long, and what was left is unknown.',
  'binding-without-policy': 'A binding names a policy that does not exist.',
  'param-missing': 'A binding names parameters that do not exist.',
  'param-kind-unknown': 'The kind of the parameters is not known.',
  'object-too-large': 'An object is larger than a request to the API server may be.',
  'policy-test-shape': 'A file of expected results does not have the documented form.',
} as const;

export type AdmissionErrorCode = keyof typeof admissionErrorCodes;

/** A problem of a policy, a binding or their parameters. */
export interface AdmissionProblem extends Problem {
  readonly code: AdmissionErrorCode;
  /** Name of the policy it is about, where it is about one. */
  readonly policy?: string;
  /** What the API server does about it. */
  readonly effect?: string;
  /** The line of the file with a caret under the place. */
  readonly excerpt?: string;
}

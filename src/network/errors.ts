import { type ClusterObject, type FieldPath, objectProblem, type Problem } from '../cluster/index.ts';

/** Codes of this room, each with a row in docs/errors.md. */
export type NetworkProblemCode =
  | 'network-policy-invalid'
  | 'network-policy-doubtful'
  | 'network-kind-not-judged'
  | 'network-policy-not-enforced';

const hints: Readonly<Record<NetworkProblemCode, string>> = {
  'network-policy-invalid': 'The API server refuses it, so that it protects nothing: correct the field.',
  'network-policy-doubtful': 'It is taken as the API server takes it, which may not be what was meant.',
  'network-kind-not-judged': 'What it allows or denies is not in the answers.',
  'network-policy-not-enforced': 'It protects nothing here: write it in a kind that is enforced.',
};

/** A problem of a policy, with the object and the field. */
export function networkProblem(
  code: NetworkProblemCode,
  object: ClusterObject,
  message: string,
  path: FieldPath = [],
): Problem {
  const severity = code === 'network-policy-invalid' ? 'error' : 'warning';
  return objectProblem(object, path, { code, message, hint: hints[code], severity });
}

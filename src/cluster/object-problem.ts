import type { ClusterObject, FieldPath } from './object.ts';
import type { Problem } from './problem.ts';

/** A problem of an object, with its name before the message and the place of the field. */
export function objectProblem(
  { kind, namespace, name, origin }: ClusterObject,
  path: FieldPath,
  { code, message, hint, severity }: Required<Pick<Problem, 'code' | 'message' | 'hint' | 'severity'>>,
): Problem {
  const place = namespace === '' ? name : `${namespace}/${name}`;
  return { code, message: `${kind} ${place}: ${message}`, hint, severity, ...origin?.locate(path) };
}

import { type ClusterObject, type FieldPath, objectProblem, type Problem } from '../../cluster/index.ts';

/** What can be wrong with roles and bindings of manifests, by stable code; documented in docs/errors.md. */
const hints = {
  'rbac-invalid': 'Correct the field: nothing of the object is in force until then.',
  'rbac-doubtful': 'It is taken as the API server takes it, which may not be what was meant.',
} as const;

/** A problem of a role or binding, with the object and the field. */
export function rbacProblem(
  code: keyof typeof hints,
  object: ClusterObject,
  path: FieldPath,
  message: string,
): Problem {
  const severity = code === 'rbac-invalid' ? 'error' : 'warning';
  return objectProblem(object, path, { code, message, hint: hints[code], severity });
}

import type { ClusterObject, FieldPath, Problem } from '../../cluster/index.ts';

/** What can be wrong with roles and bindings of manifests, by stable code; documented in docs/errors.md. */
const hints = {
  'rbac-invalid': 'Correct the field: nothing of the object is in force until then.',
  'rbac-doubtful': 'It is taken as the API server takes it, which may not be what was meant.',
} as const;

/** A problem of a role or binding, with the object and the field. */
export function rbacProblem(
  code: keyof typeof hints,
  { kind, namespace, name, origin }: ClusterObject,
  path: FieldPath,
  message: string,
): Problem {
  const place = namespace === '' ? name : `${namespace}/${name}`;
  return {
    code,
    message: `${kind} ${place}: ${message}`,
    hint: hints[code],
    severity: code === 'rbac-invalid' ? 'error' : 'warning',
    ...origin?.locate(path),
  };
}

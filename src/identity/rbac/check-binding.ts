import { Checks, fieldsOf, listOf, textOf } from './checks.ts';
import { rbacGroup } from './role.ts';

/**
 * What the API server refuses of a binding, and names in it that look like others.
 * https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/rbac/validation/validation.go
 */
export function checkBinding(checks: Checks): void {
  const { kind, body } = checks.object;
  const ofCluster = kind === 'ClusterRoleBinding';
  checkRoleReference(checks, body['roleRef'], ofCluster);
  for (const [index, entry] of (listOf(body['subjects']) ?? []).entries()) {
    const fields = fieldsOf(entry);
    if (fields !== undefined) checkSubject(checks, fields, index, ofCluster);
  }
}

function checkRoleReference(checks: Checks, value: unknown, ofCluster: boolean): void {
  const fields = value === undefined || value === null ? {} : fieldsOf(value);
  if (fields === undefined) return;
  const kinds = ofCluster ? ['ClusterRole'] : ['Role', 'ClusterRole'];
  const kind = textOf(fields['kind']);
  if (kind !== undefined && !kinds.includes(kind))
    checks.refuse(['roleRef', 'kind'], `"${kind}" is not ${kinds.join(' or ')}`);
  if (textOf(fields['name']) === '') checks.refuse(['roleRef', 'name'], 'it names no role');
  checkGroup(checks, fields['apiGroup'], ['roleRef', 'apiGroup'], rbacGroup);
}

function checkSubject(
  checks: Checks,
  fields: Readonly<Record<string, unknown>>,
  index: number,
  ofCluster: boolean,
): void {
  const at = (field: string) => ['subjects', index, field];
  const [kind, name] = [textOf(fields['kind']), textOf(fields['name'])];
  if (name === '') checks.refuse(at('name'), 'it names nobody');
  else if (name !== undefined) checks.lookAlike(name, at('name'));
  if (kind === 'ServiceAccount') {
    if (ofCluster && textOf(fields['namespace']) === '')
      checks.refuse(at('namespace'), 'a service account belongs to a namespace, and it names none');
    checkGroup(checks, fields['apiGroup'], at('apiGroup'), '');
  } else if (kind === 'User' || kind === 'Group')
    checkGroup(checks, fields['apiGroup'], at('apiGroup'), rbacGroup);
  else if (kind !== undefined) checks.refuse(at('kind'), `"${kind}" is not User, Group or ServiceAccount`);
}

/** An empty group is filled in. */
function checkGroup(checks: Checks, value: unknown, path: readonly (string | number)[], meant: string): void {
  const group = textOf(value);
  if (group !== undefined && group !== '' && group !== meant)
    checks.refuse(path, `"${group}" is not ${meant === '' ? 'empty' : meant}`);
}

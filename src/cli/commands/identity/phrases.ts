import type { Permission } from '../../../cluster/index.ts';
import {
  type AccessRequest,
  formatSubject,
  type Grant,
  mastersGroup,
  type PermissionRow,
  type Subject,
  type UnreadKind,
} from '../../../identity/index.ts';
import { listed } from '../../../report/index.ts';

/** `ClusterRoleBinding ci-runner → ClusterRole cluster-admin, rules[0]`. */
export function grantText({ binding, role, rule }: Grant): string {
  const kind = binding.namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding';
  const name = binding.namespace === '' ? binding.name : `${binding.namespace}/${binding.name}`;
  const from = rule.from === undefined ? '' : ` of ${rule.from}, aggregated`;
  return `${kind} ${name} → ${binding.role.kind} ${role.role?.name ?? binding.role.name}, rules[${rule.index}]${from}`;
}

export function byText(by: Grant | typeof mastersGroup): string {
  return by === mastersGroup
    ? 'members of system:masters may do everything; no change of a binding takes that away'
    : grantText(by);
}

/** `list secrets`, `create pods/exec in namespace shop`, `get /metrics`. */
export function requestText(request: AccessRequest): string {
  if ('path' in request) return `${request.verb} ${request.path}`;
  const { verb, apiGroup, resource, subresource, name, namespace } = request;
  const sub = subresource === undefined ? '' : `/${subresource}`;
  const what = `${resource}${sub}${apiGroup === '' ? '' : `.${apiGroup}`}`;
  const which = name === undefined ? '' : ` named ${name}`;
  return `${verb} ${what}${which}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
}

export function placeText(namespace: string): string {
  return namespace === '' ? 'whole cluster' : `namespace ${namespace}`;
}

/** What could not be read, and the permission that cures it. */
export function unreadLines(unread: readonly UnreadKind[]): string[] {
  const reasons = Map.groupBy(unread, ({ reason }) => reason);
  const lines = [...reasons].map(
    ([reason, kinds]) => `${listed(kinds.map(({ kind }) => `${kind}s`))} not known: ${reason}`,
  );
  const permissions = unread.flatMap(({ permission }) => permission ?? []);
  return permissions.length === 0 ? lines : [...lines, `Needed: ${listed(permissions.map(neededText))}.`];
}

function neededText({ verbs, apiGroup, resource, namespace }: Permission): string {
  const where = namespace === undefined ? '' : ` in namespace ${namespace}`;
  return `${verbs.join(', ')} ${resource}${apiGroup === '' ? '' : `.${apiGroup}`}${where}`;
}

/** A subject in a column: `sa ci/runner`, `group shop:sre`. */
export function shortSubject(subject: Subject): string {
  return subject.kind === 'ServiceAccount'
    ? `sa ${subject.namespace}/${subject.name}`
    : formatSubject(subject);
}

/** A resource of a matrix with the names it is limited to, or a path. */
export function rowText({ resource, names, isPath }: PermissionRow): string {
  if (isPath) return resource === '*' ? 'every path' : resource;
  return names.length === 0 ? resource : `${resource} (only ${names.join(', ')})`;
}

/** Columns padded to their widest cell, the last one left as it is. */
export function columns(rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  return rows.map((row) =>
    `${indent}${row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  ')}`.trimEnd(),
  );
}

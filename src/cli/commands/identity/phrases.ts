import type { Permission } from '../../../cluster/index.ts';
import {
  type AccessRequest,
  formatBinding,
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
  const from = rule.from === undefined ? '' : ` of ${rule.from}, aggregated`;
  return `${formatBinding(binding)} → ${binding.role.kind} ${role.role?.name ?? binding.role.name}, rules[${rule.index}]${from}`;
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

/** What is not known, why, and the permission that cures it. */
export function unreadLines(unread: readonly UnreadKind[]): string[] {
  const denied = unread.flatMap(({ permission }) => permission ?? []);
  const failed = Map.groupBy(
    unread.filter(({ permission }) => permission === undefined),
    ({ reason }) => reason,
  );
  const lines = [...failed].map(
    ([reason, kinds]) => `${listed(kinds.map(({ kind }) => `${kind}s`))} not known: ${reason}.`,
  );
  if (denied.length === 0) return lines;
  const kinds = unread.filter(({ permission }) => permission !== undefined).map(({ kind }) => `${kind}s`);
  return [
    ...lines,
    `${listed(kinds)} could not be read: the reader needs ${neededText(denied)}.`,
    'plimsoll doctor -o yaml prints a role that has it.',
  ];
}

/** `get and list clusterroles and roles in rbac.authorization.k8s.io`. */
function neededText(permissions: readonly Permission[]): string {
  const groups = Map.groupBy(permissions, ({ verbs, apiGroup, namespace }) =>
    JSON.stringify([verbs, apiGroup, namespace]),
  );
  return [...groups.values()]
    .map((same) => {
      const [{ verbs, apiGroup, namespace } = { verbs: [], apiGroup: '', namespace: undefined }] = same;
      const group = apiGroup === '' ? '' : ` in ${apiGroup}`;
      return `${listed(verbs)} on ${listed(same.map(({ resource }) => resource))}${group}${namespace === undefined ? '' : ` in namespace ${namespace}`}`;
    })
    .join('; ');
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

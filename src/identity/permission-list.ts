import { compareText } from '../cluster/index.ts';
import { verbsInNamespace } from './allowed-subjects.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { type Grant, permissionsOf } from './rbac/access.ts';
import type { Principal } from './subject.ts';

/** What a principal may do with one resource or path in one place: a row of its matrix. */
export interface PermissionRow {
  /** The namespace; empty for the whole cluster. */
  readonly namespace: string;
  /** `pods/exec`, `deployments.apps`, `*.*`; a path for requests that name no resource. */
  readonly resource: string;
  readonly isPath: boolean;
  readonly names: readonly string[];
  readonly verbs: readonly string[];
  readonly grants: readonly Grant[];
  /** True when every one of its bindings is a default of this Kubernetes version, by content. */
  readonly byDefault: boolean;
  /** Why it grants nothing although a rule says it. */
  readonly noEffect?: string;
}

type Row = Omit<PermissionRow, 'verbs' | 'grants' | 'byDefault'>;

/**
 * Everything a principal is granted, merged to one row for each resource, place and set of names; the verbs of a row are
 * what all its grants allow together. `*` stays `*`.
 */
export function permissionList(access: ClusterAccess, principal: Principal): PermissionRow[] {
  const rows = new Map<string, { row: Row; verbs: Set<string>; grants: Grant[] }>();
  const add = (grant: Grant, row: Row, granted: readonly string[]) => {
    const key = JSON.stringify([row.namespace, row.resource, row.isPath, row.names, row.noEffect]);
    let known = rows.get(key);
    if (known === undefined) rows.set(key, (known = { row, verbs: new Set(), grants: [] }));
    for (const verb of granted) known.verbs.add(verb);
    if (!known.grants.includes(grant)) known.grants.push(grant);
  };
  const isDefault = ({ binding }: Grant) => access.stateOfBinding(binding) === 'default';
  for (const grant of permissionsOf(access.index, principal)) {
    const { rule } = grant.rule;
    const { namespace } = grant.binding;
    const names = [...rule.resourceNames].sort();
    for (const apiGroup of rule.apiGroups) {
      for (const text of rule.resources) {
        const [of = ''] = text.split('/');
        const effective = namespace === '' ? rule.verbs : verbsInNamespace(apiGroup, of, rule.verbs);
        const resource = apiGroup === '' ? text : `${text}.${apiGroup}`;
        const row = { namespace, resource, isPath: false, names };
        if (effective.length > 0) add(grant, row, effective);
        else add(grant, { ...row, noEffect: 'belongs to no namespace' }, rule.verbs);
      }
    }
    for (const path of rule.nonResourceURLs) {
      const noEffect = namespace === '' ? {} : { noEffect: 'paths need a ClusterRoleBinding' };
      add(grant, { namespace, resource: path, isPath: true, names: [], ...noEffect }, rule.verbs);
    }
  }
  return [...rows.values()]
    .map(({ row, verbs, grants }) => ({
      ...row,
      verbs: sortedVerbs(verbs),
      grants,
      byDefault: grants.every(isDefault),
    }))
    .sort(
      (left, right) =>
        compareText(left.namespace, right.namespace) || compareText(left.resource, right.resource),
    );
}

const usual = ['*', 'get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];

function sortedVerbs(verbs: ReadonlySet<string>): string[] {
  if (verbs.has('*')) return ['*'];
  const rank = (verb: string) => (usual.includes(verb) ? usual.indexOf(verb) : usual.length);
  return [...verbs].sort((left, right) => rank(left) - rank(right) || compareText(left, right));
}

import type { KubernetesObject } from '../../cluster/index.ts';
import type { PolicyRule } from '../rbac/policy-rule.ts';
import type { RbacIndex } from '../rbac/rbac-index.ts';
import { rbacGroup, roleKey } from '../rbac/role.ts';
import type { Subject } from '../subject.ts';

const apiVersion = `${rbacGroup}/v1`;

/** A role with these rules, and the binding that gives it to a subject in a place; their names are free in the index. */
export function roleAndBinding(
  index: RbacIndex,
  subject: Subject,
  place: string,
  rules: readonly PolicyRule[],
): KubernetesObject[] {
  const namespaced = place !== '';
  const kind = namespaced ? 'Role' : 'ClusterRole';
  const name = freeName(index, subject, place);
  const metadata = { name, ...(namespaced && { namespace: place }) };
  const role = { apiVersion, kind, metadata, rules: rules.map(writtenRule) };
  const binding = {
    apiVersion,
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup: rbacGroup, kind, name },
    subjects: [writtenSubject(subject)],
  };
  return [role, binding];
}

type WrittenRule = Partial<Record<keyof PolicyRule, string[]>> & { verbs: string[] };

/** A rule as a manifest has it: only the lists that say something. */
export function writtenRule(rule: PolicyRule): WrittenRule {
  const { apiGroups, resources, resourceNames, nonResourceURLs, verbs } = rule;
  return {
    ...(apiGroups.length > 0 && { apiGroups: [...apiGroups] }),
    ...(resources.length > 0 && { resources: [...resources] }),
    ...(resourceNames.length > 0 && { resourceNames: [...resourceNames] }),
    ...(nonResourceURLs.length > 0 && { nonResourceURLs: [...nonResourceURLs] }),
    verbs: [...verbs],
  };
}

/** A subject as a binding has it. */
export function writtenSubject(subject: Subject): Readonly<Record<string, string>> {
  return subject.kind === 'ServiceAccount' ? { ...subject } : { apiGroup: rbacGroup, ...subject };
}

/** `api-needed`, of which neither a role nor a binding in that place has the name. */
function freeName(index: RbacIndex, subject: Subject, place: string): string {
  const taken = new Set<string>();
  for (const { name, namespace } of index.bindings()) if (namespace === place) taken.add(name);
  const isTaken = (name: string) =>
    taken.has(name) ||
    index.slot(roleKey(place === '' ? 'ClusterRole' : 'Role', place, name))?.role !== undefined;
  const own =
    subject.kind === 'ServiceAccount' && place === '' ? `${subject.namespace}-${subject.name}` : subject.name;
  // A name of an RBAC object is one segment of a path: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#path-segment-names
  const base = `${own.replaceAll(/[/%\s]+/g, '-')}-needed`;
  let name = base;
  for (let count = 2; isTaken(name); count++) name = `${base}-${count}`;
  return name;
}

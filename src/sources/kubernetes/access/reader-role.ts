/** What a reader needs of one resource type. */
export interface NeededResource {
  readonly group: string;
  readonly resource: string;
}

const roleName = 'plimsoll-reader';

/**
 * A ClusterRole, and its binding to whoever reads, as YAML that `kubectl apply -f -` takes. RBAC has no deny, so "all
 * but Secrets" has to name everything else.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export function readerRole(resources: readonly NeededResource[], reader: string | undefined): string {
  const groups = Map.groupBy(resources, ({ group }) => group);
  const rules = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, types]) => rule(group, [...new Set(types.map(({ resource }) => resource))].sort()));
  const role = [
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    `  name: ${roleName}`,
    'rules:',
    ...rules.flat(),
  ];
  return `${[...role, ...binding(reader)].join('\n')}\n`;
}

function rule(group: string, resources: readonly string[]): string[] {
  return [
    `  - apiGroups: [${scalar(group)}]`,
    '    resources:',
    ...resources.map((resource) => `      - ${scalar(resource)}`),
    '    verbs: [get, list]',
  ];
}

function binding(reader: string | undefined): string[] {
  if (reader === undefined) return [];
  return [
    '---',
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRoleBinding',
    'metadata:',
    `  name: ${roleName}`,
    'roleRef:',
    '  apiGroup: rbac.authorization.k8s.io',
    '  kind: ClusterRole',
    `  name: ${roleName}`,
    'subjects:',
    ...subject(reader),
  ];
}

/** `system:serviceaccount:NAMESPACE:NAME` is how the server calls a service account. */
function subject(reader: string): string[] {
  const [system, type, namespace, name] = reader.split(':');
  if (system === 'system' && type === 'serviceaccount' && namespace !== undefined && name !== undefined) {
    return ['  - kind: ServiceAccount', `    name: ${scalar(name)}`, `    namespace: ${scalar(namespace)}`];
  }
  return ['  - kind: User', '    apiGroup: rbac.authorization.k8s.io', `    name: ${scalar(reader)}`];
}

/** Plain where that can mean nothing else in YAML, else in JSON's quotes, which are YAML too. */
function scalar(text: string): string {
  return /^[a-z][a-z-]*(\.[a-z0-9-]+)*$/.test(text) && !/^(true|false|yes|no|on|off|null|y|n)$/.test(text)
    ? text
    : JSON.stringify(text);
}

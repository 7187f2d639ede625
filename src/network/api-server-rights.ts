import {
  asList,
  asMap,
  asText,
  type Cluster,
  type ClusterObject,
  getsApiToken,
  type PodTemplate,
} from '../cluster/index.ts';

/**
 * The first binding by which the pods of a template may do something at the API server; undefined where they get no token for
 * it, or nothing binds their account. What Kubernetes itself gives every account is no reason to connect.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
 */
export function rightsOf(cluster: Cluster, template: PodTemplate): ClusterObject | undefined {
  if (!mayAsk(cluster, template)) return undefined;
  const { object, serviceAccountName } = template;
  const { namespace } = object;
  const bound = boundIn(cluster);
  return (
    bound.get(`${namespace}/${serviceAccountName}`) ??
    bound.get(`system:serviceaccounts:${namespace}`) ??
    bound.get('system:serviceaccounts') ??
    bound.get('system:authenticated')
  );
}

/** Whether the pods of a template get a token for the API server. */
export function mayAsk(cluster: Cluster, { object, serviceAccountName, spec }: PodTemplate): boolean {
  const { namespace } = object;
  const account = cluster.find({ group: '', kind: 'ServiceAccount', namespace, name: serviceAccountName });
  return getsApiToken(spec, account?.body);
}

const known = new WeakMap<Cluster, ReadonlyMap<string, ClusterObject>>();

/** The first binding of each account, by namespace and name, and of each group. */
function boundIn(cluster: Cluster): ReadonlyMap<string, ClusterObject> {
  const bound = known.get(cluster) ?? new Map(boundSubjects(cluster).toReversed());
  known.set(cluster, bound);
  return bound;
}

function boundSubjects(cluster: Cluster): [string, ClusterObject][] {
  return ['RoleBinding', 'ClusterRoleBinding']
    .flatMap((kind) => [...cluster.ofKind('rbac.authorization.k8s.io', kind)])
    .filter(({ body }) => body.metadata.labels?.['kubernetes.io/bootstrapping'] !== 'rbac-defaults')
    .flatMap((binding) =>
      asList(binding.body['subjects'])
        .map(asMap)
        .map((subject): [string, ClusterObject] => [keyOf(subject, binding), binding]),
    );
}

/** https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects */
function keyOf(subject: Readonly<Record<string, unknown>>, binding: ClusterObject): string {
  const name = asText(subject['name']);
  return subject['kind'] === 'ServiceAccount'
    ? `${asText(subject['namespace']) || binding.namespace}/${name}`
    : name;
}

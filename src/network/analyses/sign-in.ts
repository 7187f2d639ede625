import {
  asList,
  asMap,
  asText,
  type Cluster,
  type ClusterObject,
  type LabelSelector,
  SelectorError,
  selectorMatches,
  traefikGroups,
} from '../../cluster/index.ts';
import { firstOf, type SignIn } from './asking.ts';
import { middlewareAsks, middlewaresOf } from './traefik-middleware.ts';

/**
 * Whether an entry point asks for a sign-in, by what is known of its kind.
 *
 * @returns undefined where nothing that is known asks
 */
export function signInOf(cluster: Cluster, object: ClusterObject): SignIn | undefined {
  if (object.kind === 'Ingress')
    return (
      annotationOf(object) ?? firstOf(middlewaresOf(object).map((named) => middlewareAsks(cluster, named)))
    );
  if (isTraefik(object)) return everyRoute(cluster, object);
  if (object.group !== 'gateway.networking.k8s.io') return undefined;
  return filtersOf(cluster, object) ?? securityPolicyOf(cluster, object) ?? unreadPolicies(cluster);
}

function isTraefik({ group }: ClusterObject): boolean {
  return traefikGroups.some((each) => each === group);
}

/**
 * Middlewares of an IngressRoute: every route must have one, for a request takes one. Of TCP there are none that ask.
 * https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/
 */
function everyRoute(cluster: Cluster, { body, namespace: own }: ClusterObject): SignIn | undefined {
  return ofEvery(
    asList(asMap(body['spec'])['routes']).map((route) =>
      asList(asMap(route)['middlewares']).map((each) => {
        const { name, namespace } = asMap(each);
        return middlewareAsks(cluster, { namespace: asText(namespace) || own, name: asText(name) });
      }),
    ),
  );
}

/** By one of each list; undefined where nothing of one asks. */
function ofEvery(lists: readonly (readonly (SignIn | undefined)[])[]): SignIn | undefined {
  const found = lists.map(firstOf);
  const [first] = found;
  if (first === undefined || found.some((each) => each === undefined)) return undefined;
  return found.find((each) => each !== undefined && 'perhaps' in each) ?? first;
}

/**
 * https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/#authentication
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#authentication
 */
const annotations: ReadonlySet<string> = new Set([
  'nginx.ingress.kubernetes.io/auth-url',
  'nginx.ingress.kubernetes.io/auth-secret',
  'nginx.ingress.kubernetes.io/auth-tls-secret',
  'alb.ingress.kubernetes.io/auth-type',
]);

function annotationOf({ body }: ClusterObject): SignIn | undefined {
  const found = Object.entries(body.metadata.annotations ?? {}).find(
    ([key, value]) => value !== '' && value !== 'none' && annotations.has(key),
  );
  return found && { asks: found[0] };
}

/**
 * Filters of a route: every rule must have one, for a request takes one rule.
 * https://gateway-api.sigs.k8s.io/geps/gep-1494/
 * https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/gateway-api/
 */
function filtersOf(cluster: Cluster, route: ClusterObject): SignIn | undefined {
  const rules = asList(asMap(route.body['spec'])['rules']).map((rule) => asList(asMap(rule)['filters']));
  return ofEvery(rules.map((filters) => filters.map((each) => filterAsks(cluster, route, asMap(each)))));
}

function filterAsks(
  cluster: Cluster,
  { kind, namespace, name: own }: ClusterObject,
  filter: Readonly<Record<string, unknown>>,
): SignIn | undefined {
  if (filter['type'] === 'ExternalAuth')
    return { asks: `the filter ExternalAuth of ${kind} ${namespace}/${own}` };
  const { group, kind: of, name } = asMap(filter['extensionRef']);
  if (group !== 'traefik.io' || of !== 'Middleware') return undefined;
  return middlewareAsks(cluster, { namespace, name: asText(name) });
}

const gatewayGroup = 'gateway.networking.k8s.io';

/**
 * SecurityPolicies of Envoy Gateway. One of the route stands in place of one of its Gateway, unless it says that they are
 * merged. https://gateway.envoyproxy.io/docs/concepts/gateway_api_extensions/security-policy/
 */
function securityPolicyOf(cluster: Cluster, route: ClusterObject): SignIn | undefined {
  const policies = [...cluster.ofKind('gateway.envoyproxy.io', 'SecurityPolicy')];
  const own = policies.filter((policy) => isTarget(policy, route));
  const ofRoute = firstOf(own.map((policy) => policyAsks(policy, route)));
  const isMerged = own.some(({ body }) => asText(asMap(body['spec'])['mergeType']) !== '');
  if (ofRoute !== undefined || (own.length > 0 && !isMerged)) return ofRoute;
  const gateways = asList(asMap(route.body['spec'])['parentRefs']).flatMap((each) => {
    const { kind, namespace, name } = asMap(each);
    if ((asText(kind) || 'Gateway') !== 'Gateway') return [];
    return {
      group: gatewayGroup,
      kind: 'Gateway',
      namespace: asText(namespace) || route.namespace,
      name: asText(name),
    };
  });
  const found = gateways.map((reference) => {
    const gateway = cluster.find(reference);
    return (
      gateway &&
      firstOf(
        policies.filter((policy) => isTarget(policy, gateway)).map((policy) => policyAsks(policy, gateway)),
      )
    );
  });
  // A request may come by any of them.
  return found.every((each) => each !== undefined)
    ? (found.find((each) => 'perhaps' in each) ?? found[0])
    : undefined;
}

/** Policies that could not be read may ask. */
function unreadPolicies(cluster: Cluster): SignIn | undefined {
  const knowledge = cluster.knowledgeOf('gateway.envoyproxy.io', 'SecurityPolicy');
  return knowledge.complete
    ? undefined
    : { perhaps: `SecurityPolicies were not all read: ${knowledge.reason}` };
}

function isTarget(policy: ClusterObject, target: ClusterObject): boolean {
  if (policy.namespace !== target.namespace) return false;
  const { targetSelectors } = asMap(policy.body['spec']);
  return (
    targetsOf(policy).some(({ kind, name }) => kind === target.kind && name === target.name) ||
    asList(targetSelectors).some((each) => selects(asMap(each), target))
  );
}

function selects(
  { kind, matchLabels, matchExpressions }: Readonly<Record<string, unknown>>,
  target: ClusterObject,
): boolean {
  if (kind !== target.kind) return false;
  try {
    return selectorMatches(
      { matchLabels, matchExpressions } as LabelSelector,
      target.body.metadata.labels ?? {},
    );
  } catch (error) {
    if (error instanceof SelectorError) return false;
    throw error;
  }
}

function targetsOf({ body }: ClusterObject): Readonly<Record<string, unknown>>[] {
  const { targetRef, targetRefs } = asMap(body['spec']);
  return [targetRef, ...asList(targetRefs)].map(asMap);
}

const asking = ['basicAuth', 'apiKeyAuth', 'oidc', 'extAuth', 'jwt'] as const;

function policyAsks(policy: ClusterObject, target: ClusterObject): SignIn | undefined {
  const spec = asMap(policy.body['spec']);
  const isAsking = asking.some(
    (field) => spec[field] !== undefined && !(field === 'jwt' && asMap(spec['jwt'])['optional'] === true),
  );
  if (!isAsking) return undefined;
  const name = `SecurityPolicy ${policy.namespace}/${policy.name}`;
  const isWhole = targetsOf(policy).every(
    ({ kind, name: of, sectionName }) =>
      kind !== target.kind || of !== target.name || asText(sectionName) === '',
  );
  return isWhole
    ? { asks: name }
    : { perhaps: `${name} asks on a section of ${target.kind} ${target.namespace}/${target.name} alone` };
}

import {
  asList,
  asMap,
  asText,
  type Cluster,
  type ClusterObject,
  traefikGroups,
} from '../../cluster/index.ts';
import { firstOf, type SignIn } from './asking.ts';

interface MiddlewareName {
  readonly namespace: string;
  readonly name: string;
}

const asking = ['basicAuth', 'digestAuth', 'forwardAuth'] as const;

/**
 * Middlewares that an Ingress names for Traefik: `shop-sign-in@kubernetescrd` is `sign-in` of namespace `shop`, or `in` of
 * `shop-sign`. https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/ingress/#annotations
 */
export function middlewaresOf({ body }: ClusterObject): string[] {
  return (body.metadata.annotations?.['traefik.ingress.kubernetes.io/router.middlewares'] ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

/**
 * Whether a middleware asks who comes, itself or by one that it chains.
 * https://doc.traefik.io/traefik/reference/routing-configuration/http/middlewares/overview/
 */
export function middlewareAsks(
  cluster: Cluster,
  named: string | MiddlewareName,
  within: ReadonlySet<ClusterObject> = new Set(),
): SignIn | undefined {
  const middleware = typeof named === 'string' ? byText(cluster, named) : byName(cluster, named);
  if (middleware === undefined)
    return {
      perhaps: `Middleware ${typeof named === 'string' ? named : `${named.namespace}/${named.name}`} is not in what was read`,
    };
  const spec = asMap(middleware.body['spec']);
  const name = `Middleware ${middleware.namespace}/${middleware.name}`;
  if (asking.some((field) => spec[field] !== undefined)) return { asks: name };
  if (spec['plugin'] !== undefined) return { perhaps: `${name} is a plugin, and what it asks is not known` };
  if (within.has(middleware)) return undefined;
  return firstOf(
    asList(asMap(spec['chain'])['middlewares']).map((each) => {
      const { name: of, namespace } = asMap(each);
      const next = { namespace: asText(namespace) || middleware.namespace, name: asText(of) };
      return middlewareAsks(cluster, next, new Set([...within, middleware]));
    }),
  );
}

function byName(cluster: Cluster, { namespace, name }: MiddlewareName): ClusterObject | undefined {
  for (const group of traefikGroups) {
    const found = cluster.find({ group, kind: 'Middleware', namespace, name });
    if (found !== undefined) return found;
  }
  return undefined;
}

function byText(cluster: Cluster, text: string): ClusterObject | undefined {
  for (const group of traefikGroups)
    for (const object of cluster.ofKind(group, 'Middleware'))
      if (`${object.namespace}-${object.name}@kubernetescrd` === text) return object;
  return undefined;
}

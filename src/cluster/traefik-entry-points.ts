import type { BackendReference } from './backends.ts';
import type { Cluster } from './cluster.ts';
import type { EntryPointDraft } from './entry-point.ts';
import { internalMarkOf } from './load-balancer-scope.ts';
import type { ClusterObject } from './object.ts';
import { hostsOfRule } from './traefik-rule.ts';
import { asList, asMap, asText, asTexts } from './unstructured.ts';

/** The later name of the group, and the one that Traefik 3 has dropped. */
export const traefikGroups = ['traefik.io', 'traefik.containo.us'] as const;
const kinds = ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP'] as const;

/**
 * Routes of Traefik's own kinds. Where they are reached from is where the Service of Traefik is; a port of it may be closed.
 * https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/
 */
export function* traefikEntryPoints(cluster: Cluster): Iterable<EntryPointDraft> {
  for (const group of traefikGroups)
    for (const kind of kinds)
      for (const object of cluster.ofKind(group, kind)) yield traefikRoute(cluster, object);
}

function traefikRoute(cluster: Cluster, object: ClusterObject): EntryPointDraft {
  const spec = asMap(object.body['spec']);
  const routes = asList(spec['routes']).map(asMap);
  const missing = new Set<string>();
  const to = routes.flatMap((route) =>
    asList(route['services']).flatMap((each) => servicesOf(cluster, object, asMap(each), missing)),
  );
  const { exposure, evidence } = exposureOf(object, asTexts(spec['entryPoints']));
  return {
    kind: 'traefik-route',
    object,
    hosts: hostsOf(routes.map(({ match }) => asText(match))),
    sourceRanges: [],
    exposure,
    evidence: [
      evidence,
      ...[...missing].map(
        (name) => `TraefikService ${name} is not in what was read, so that where it leads is not known`,
      ),
    ].join('; '),
    to,
  };
}

/** Empty for any. */
function hostsOf(rules: readonly string[]): readonly string[] {
  const hosts = rules.map(hostsOfRule);
  return hosts.includes('any')
    ? []
    : [...new Set(hosts.flatMap((each) => (each === 'any' ? [] : [...each])))];
}

/** Without entry points a route is served on all that Traefik has by default. */
function exposureOf(
  { body }: ClusterObject,
  points: readonly string[],
): Pick<EntryPointDraft, 'exposure' | 'evidence'> {
  const mark = internalMarkOf(body.metadata.annotations);
  if (mark) return { exposure: 'internal', evidence: `annotation ${mark}` };
  const served = points.length === 0 ? 'the entry points of Traefik' : `entry points ${points.join(', ')}`;
  if (points.length > 0 && points.every((point) => /internal|private/.test(point)))
    return { exposure: 'internal', evidence: served };
  // The chart does not expose the port of the dashboard: https://github.com/traefik/traefik-helm-chart/blob/master/traefik/values.yaml
  if (points.length > 0 && points.every((point) => point === 'traefik'))
    return {
      exposure: 'unknown',
      evidence: `${served}, which the chart of Traefik does not expose unless it is told to`,
    };
  return {
    exposure: 'internet',
    evidence: `${served}, open to the internet unless something makes them internal`,
  };
}

/** A Service; those of a TraefikService, which parts or mirrors what comes; nothing for what Traefik answers itself. */
function servicesOf(
  cluster: Cluster,
  { group, namespace }: Pick<ClusterObject, 'group' | 'namespace'>,
  service: Readonly<Record<string, unknown>>,
  missing: Set<string>,
  within: ReadonlySet<string> = new Set(),
): BackendReference[] {
  const name = asText(service['name']);
  const place = asText(service['namespace']) || namespace;
  if (name === '' || name.endsWith('@internal')) return [];
  if (service['kind'] !== 'TraefikService') {
    const { port } = service;
    const isKnown = typeof port === 'number' || (typeof port === 'string' && port !== '');
    return [{ service: name, namespace: place, ...(isKnown && { port }) }];
  }
  const found = cluster.find({ group, kind: 'TraefikService', namespace: place, name });
  if (found === undefined) {
    missing.add(`${place}/${name}`);
    return [];
  }
  if (within.has(found.key)) return [];
  const spec = asMap(found.body['spec']);
  const mirroring = asMap(spec['mirroring']);
  const parts = [
    ...asList(asMap(spec['weighted'])['services']),
    ...asList(asMap(spec['highestRandomWeight'])['services']),
    ...(spec['mirroring'] === undefined ? [] : [mirroring, ...asList(mirroring['mirrors'])]),
  ];
  return parts.flatMap((each) =>
    servicesOf(cluster, found, asMap(each), missing, new Set([...within, found.key])),
  );
}

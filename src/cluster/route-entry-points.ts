import type { BackendReference } from './backends.ts';
import type { Cluster } from './cluster.ts';
import type { EntryPointDraft } from './entry-point.ts';
import { exposureOfAddresses, internalMarkOf } from './load-balancer-scope.ts';
import type { ClusterObject } from './object.ts';
import { statusAddresses } from './service-entry-points.ts';
import { traefikEntryPoints } from './traefik-entry-points.ts';
import { asList, asMap, asText, asTexts } from './unstructured.ts';

type Judged = Pick<EntryPointDraft, 'exposure' | 'evidence'>;

/** Ingresses, Gateway API routes, OpenShift routes and those of Traefik. */
export function* routeEntryPoints(cluster: Cluster): Iterable<EntryPointDraft> {
  for (const object of cluster.ofKind('networking.k8s.io', 'Ingress')) yield ingress(object);
  for (const kind of gatewayRoutes) {
    for (const object of cluster.ofKind('gateway.networking.k8s.io', kind))
      yield* gatewayRoute(cluster, object);
  }
  for (const object of cluster.ofKind('route.openshift.io', 'Route')) yield openshiftRoute(object);
  yield* traefikEntryPoints(cluster);
}

const gatewayRoutes = ['GRPCRoute', 'HTTPRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];

/** https://kubernetes.io/docs/concepts/services-networking/ingress/ */
function ingress(object: ClusterObject): EntryPointDraft {
  const spec = asMap(object.body['spec']);
  const rules = asList(spec['rules']).map(asMap);
  const paths = rules.flatMap((rule) => asList(asMap(rule['http'])['paths']).map(asMap));
  const backends = [spec['defaultBackend'], ...paths.map((path) => path['backend'])];
  return {
    kind: 'ingress',
    object,
    hosts: unique(rules.map((rule) => asText(rule['host']))),
    sourceRanges: [],
    ...ingressExposure(object, asText(spec['ingressClassName'])),
    to: backends.flatMap((backend) => {
      const { name, port } = asMap(asMap(backend)['service']);
      const { number, name: portName } = asMap(port);
      return serviceReference(object.namespace, name, number ?? portName);
    }),
  };
}

function ingressExposure({ body }: ClusterObject, className: string): Judged {
  const { annotations } = body.metadata;
  const mark = internalMarkOf(annotations);
  if (mark) return { exposure: 'internal', evidence: `annotation ${mark}` };
  if (/internal|private/.test(className))
    return { exposure: 'internal', evidence: `ingress class ${className}` };
  const albClass = className === 'alb' || annotations?.['kubernetes.io/ingress.class'] === 'alb';
  if (albClass && annotations?.['alb.ingress.kubernetes.io/scheme'] !== 'internet-facing') {
    return {
      exposure: 'internal',
      evidence: 'the AWS Load Balancer Controller makes internal load balancers by default',
    };
  }
  return byAddress(
    statusAddresses(body['status']),
    'an Ingress is open to the internet unless something makes it internal',
  );
}

/** https://gateway-api.sigs.k8s.io/api-types/httproute/ A route of a mesh has a Service as parent and opens nothing. */
function* gatewayRoute(cluster: Cluster, object: ClusterObject): Iterable<EntryPointDraft> {
  const spec = asMap(object.body['spec']);
  const backends = asList(spec['rules']).flatMap((rule) => asList(asMap(rule)['backendRefs']).map(asMap));
  const to = backends.flatMap((backend) => {
    const namespace = asText(backend['namespace']) || object.namespace;
    const isService = (asText(backend['kind']) || 'Service') === 'Service' && asText(backend['group']) === '';
    if (!isService || !isGranted(cluster, object, namespace)) return [];
    return serviceReference(namespace, backend['name'], backend['port']);
  });
  for (const parent of asList(spec['parentRefs']).map(asMap)) {
    if ((asText(parent['kind']) || 'Gateway') !== 'Gateway') continue;
    const gateway = cluster.find({
      group: 'gateway.networking.k8s.io',
      kind: 'Gateway',
      namespace: asText(parent['namespace']) || object.namespace,
      name: asText(parent['name']),
    });
    const hosts = unique(asTexts(spec['hostnames']));
    yield { kind: 'gateway-route', object, hosts, sourceRanges: [], ...gatewayExposure(gateway), to };
  }
}

function gatewayExposure(gateway: ClusterObject | undefined): Judged {
  if (gateway === undefined) return { exposure: 'unknown', evidence: 'its Gateway is not in what was read' };
  const spec = asMap(gateway.body['spec']);
  const infrastructure = asMap(asMap(spec['infrastructure'])['annotations']) as Readonly<
    Record<string, string>
  >;
  const mark = internalMarkOf(infrastructure) ?? internalMarkOf(gateway.body.metadata.annotations);
  if (mark) return { exposure: 'internal', evidence: `Gateway ${gateway.name} has annotation ${mark}` };
  const className = asText(spec['gatewayClassName']);
  if (/internal|private|rilb/.test(className))
    return { exposure: 'internal', evidence: `gateway class ${className}` };
  const addresses = asList(asMap(gateway.body['status'])['addresses']).map((entry) =>
    asText(asMap(entry)['value']),
  );
  return byAddress(
    addresses.filter((address) => address !== ''),
    `Gateway ${gateway.name} is open to the internet unless something makes it internal`,
  );
}

/** A backend in another namespace counts only where a ReferenceGrant there allows it. */
function isGranted(cluster: Cluster, route: ClusterObject, namespace: string): boolean {
  if (namespace === route.namespace) return true;
  for (const grant of cluster.ofKind('gateway.networking.k8s.io', 'ReferenceGrant', namespace)) {
    const spec = asMap(grant.body['spec']);
    const from = asList(spec['from'])
      .map(asMap)
      .some((entry) => entry['kind'] === route.kind && entry['namespace'] === route.namespace);
    const to = asList(spec['to'])
      .map(asMap)
      .some((entry) => entry['kind'] === 'Service');
    if (from && to) return true;
  }
  return false;
}

/** https://docs.redhat.com/en/documentation/openshift_container_platform/latest/html/network_apis/ */
function openshiftRoute(object: ClusterObject): EntryPointDraft {
  const spec = asMap(object.body['spec']);
  const targets = [spec['to'], ...asList(spec['alternateBackends'])].map(asMap);
  return {
    kind: 'openshift-route',
    object,
    hosts: unique([asText(spec['host'])]),
    sourceRanges: [],
    exposure: 'internet',
    evidence: 'a Route is served by the default router unless it is sharded away',
    to: targets.flatMap((target) => serviceReference(object.namespace, target['name'], undefined)),
  };
}

function byAddress(addresses: readonly string[], otherwise: string): Judged {
  const exposure = exposureOfAddresses(addresses);
  return exposure === undefined
    ? { exposure: 'internet', evidence: otherwise }
    : { exposure, evidence: `its address is ${addresses.join(', ')}` };
}

function serviceReference(namespace: string, name: unknown, port: unknown): readonly BackendReference[] {
  if (typeof name !== 'string' || name === '') return [];
  const known = typeof port === 'number' || (typeof port === 'string' && port !== '');
  return [{ service: name, namespace, ...(known && { port }) }];
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== '');
}

import {
  asList,
  asMap,
  asText,
  type Cluster,
  type ClusterObject,
  entryPointsOf,
} from '../../cluster/index.ts';
import { apiServersOf } from '../answers/infrastructure-places.ts';
import { rightsOf } from '../api-server-rights.ts';
import { answeringFor, isRoute, routeControllers } from '../route-controllers.ts';
import { containerPort, type Pods, type Services } from '../services.ts';
import { type Need, needOf, type Party, type Provenance, type Remark } from './need.ts';

/** Every address: of both families. */
export const anywhere: readonly string[] = ['0.0.0.0/0', '::/0'];

/** Who resolves names: https://kubernetes.io/docs/tasks/administer-cluster/dns-custom-nameservers/ */
export const dnsLabels = { 'k8s-app': 'kube-dns' } as const;

/** Names are looked up over UDP and, where an answer is long, over TCP (RFC 7766). */
export function* dnsNeeds(cluster: Cluster, services: Services): Iterable<Need> {
  const resolvers = services.podsWith('kube-system', dnsLabels);
  const to: readonly Party[] =
    resolvers.length > 0
      ? resolvers.map((pods) => ({ type: 'pods', pods }))
      : [{ type: 'selected', namespace: 'kube-system', labels: dnsLabels }];
  const isNodeLocal = [...cluster.ofKind('apps', 'DaemonSet', 'kube-system')].some(
    ({ name }) => name === 'node-local-dns',
  );
  // https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
  const local: readonly Party[] = isNodeLocal ? [{ type: 'address', cidr: '169.254.20.10/32' }] : [];
  const ofNode = anywhere.map((cidr) => ({ type: 'address', cidr }) as const);
  for (const pods of services.allPods()) {
    const isOfNode = usesResolverOfNode(pods);
    for (const party of isOfNode ? ofNode : [...to, ...local])
      for (const protocol of ['UDP', 'TCP'] as const)
        yield {
          from: { type: 'pods', pods },
          to: party,
          protocol,
          port: 53,
          provenance: {
            kind: 'dns',
            text: isOfNode ? 'it uses the resolver of its node' : 'every workload looks up names',
          },
        };
  }
}

/** The resolvers of the cluster themselves, too. https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-s-dns-policy */
function usesResolverOfNode({ template: { spec } }: Pods): boolean {
  const { dnsPolicy = 'ClusterFirst', hostNetwork } = spec;
  return dnsPolicy === 'Default' || (hostNetwork === true && dnsPolicy === 'ClusterFirst');
}

/**
 * What entry points let in from outside, through the controller where it runs in the cluster.
 *
 * @param lost takes routes whose controller was not read: they are opened to addresses outside, which it may not have
 */
export function* entryNeeds(
  cluster: Cluster,
  services: Services,
  lost: (remark: Remark) => void,
): Iterable<Need> {
  const known = routeControllers(services).map((pods) => ({ pods }));
  for (const entry of entryPointsOf(cluster).all) {
    const { kind, object, sourceRanges, backends } = entry;
    if (kind === 'host-network') continue;
    const provenance = entryProvenance(object, isRoute(entry));
    const answering = isRoute(entry) ? answeringFor(entry, known, cluster) : undefined;
    if (answering?.by === 'unread' && backends.length > 0)
      lost({
        object,
        text: `${object.kind} ${object.namespace}/${object.name} opens its pods to addresses outside, for ${answering.what}. Where that runs in the cluster, name it with --edges: rules for addresses need not match pods, and under Cilium never do.`,
      });
    const sources: readonly Party[] =
      answering?.by === 'pods'
        ? answering.controllers.map(({ pods }) => ({ type: 'pods', pods }))
        : (sourceRanges.length > 0 ? sourceRanges : anywhere).map((cidr) => ({ type: 'address', cidr }));
    for (const backend of backends)
      for (const target of services.behind(backend))
        for (const from of sources) yield needOf(from, target, provenance);
  }
}

function entryProvenance(object: ClusterObject, isRouted: boolean): Provenance {
  const what = `${object.kind} ${object.namespace}/${object.name}`;
  return { kind: 'entry-point', text: isRouted ? `${what} routes to it` : `${what} opens it`, object };
}

/** Webhooks and aggregated APIs, which the API server calls. */
export function* webhookNeeds(cluster: Cluster, services: Services): Iterable<Need> {
  const callers: [ClusterObject, unknown][] = [];
  for (const kind of ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'])
    for (const object of cluster.ofKind('admissionregistration.k8s.io', kind))
      for (const webhook of asList(object.body['webhooks']))
        callers.push([object, asMap(asMap(webhook)['clientConfig'])['service']]);
  for (const object of cluster.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    const { webhook } = asMap(asMap(object.body['spec'])['conversion']);
    callers.push([object, asMap(asMap(webhook)['clientConfig'])['service']]);
  }
  for (const object of cluster.ofKind('apiregistration.k8s.io', 'APIService'))
    callers.push([object, asMap(object.body['spec'])['service']]);
  for (const [object, reference] of callers) {
    const { namespace, name, port = 443 } = asMap(reference);
    const service = services.named(asText(namespace), asText(name));
    if (service === undefined || typeof port !== 'number') continue;
    for (const backend of services.backends(service, port))
      yield needOf({ type: 'api-server' }, backend, {
        kind: 'webhook',
        text: `${object.kind} ${object.name} calls it`,
        object,
      });
  }
}

/** Scrapes of metrics: monitors of the Prometheus operator, and the annotations that scrape configurations look for. */
export function* metricsNeeds(cluster: Cluster, services: Services): Iterable<Need> {
  const scrapers = services
    .allPods()
    .filter(
      ({ template: { labels } }) =>
        labels['app.kubernetes.io/name'] === 'prometheus' || labels['app'] === 'prometheus',
    );
  const from: readonly Party[] = [
    ...scrapers.map((pods) => ({ type: 'pods', pods }) as const),
    ...[...cluster.ofKind('monitoring.coreos.com', 'Prometheus')].map(
      ({ namespace }) =>
        ({ type: 'selected', namespace, labels: { 'app.kubernetes.io/name': 'prometheus' } }) as const,
    ),
  ];
  if (from.length === 0) return;
  for (const { pods, port, provenance } of scraped(cluster, services))
    for (const source of from)
      yield {
        from: source,
        to: { type: 'pods', pods },
        protocol: 'TCP',
        ...(port !== undefined && { port }),
        provenance,
      };
}

interface Scraped {
  readonly pods: Pods;
  readonly port?: number | undefined;
  readonly provenance: Provenance;
}

function* scraped(cluster: Cluster, services: Services): Iterable<Scraped> {
  for (const pods of services.allPods()) {
    const { annotations } = pods.template;
    if (annotations['prometheus.io/scrape'] !== 'true') continue;
    const port = Number(annotations['prometheus.io/port']);
    const { object } = pods.workload;
    yield {
      pods,
      port: Number.isInteger(port) && port > 0 ? port : undefined,
      provenance: { kind: 'metrics', text: 'its annotation prometheus.io/scrape asks for it', object },
    };
  }
  for (const kind of ['ServiceMonitor', 'PodMonitor'])
    for (const monitor of cluster.ofKind('monitoring.coreos.com', kind))
      yield* monitored(monitor, cluster, services);
}

function* monitored(monitor: ClusterObject, cluster: Cluster, services: Services): Iterable<Scraped> {
  const spec = asMap(monitor.body['spec']);
  const { matchLabels } = asMap(spec['selector']);
  const wanted = Object.entries(asMap(matchLabels));
  const chosen = asMap(spec['namespaceSelector']);
  const namespaces =
    chosen['any'] === true
      ? cluster.namespaces()
      : asList(chosen['matchNames']).length > 0
        ? asList(chosen['matchNames']).map(asText)
        : [monitor.namespace];
  const provenance: Provenance = {
    kind: 'metrics',
    text: `${monitor.kind} ${monitor.namespace}/${monitor.name} asks for it`,
    object: monitor,
  };
  if (wanted.length === 0) return;
  for (const namespace of namespaces) {
    if (monitor.kind === 'PodMonitor') {
      for (const pods of services.podsWith(namespace, asMap(matchLabels)))
        for (const endpoint of asList(spec['podMetricsEndpoints']).map(asMap))
          yield { pods, port: containerPort(endpoint['port'] ?? endpoint['targetPort'], pods), provenance };
      continue;
    }
    for (const service of cluster.ofKind('', 'Service', namespace)) {
      const labels = service.body.metadata.labels ?? {};
      if (!wanted.every(([key, value]) => labels[key] === value)) continue;
      for (const endpoint of asList(spec['endpoints']).map(asMap))
        for (const { pods, port } of services.backends(service, asText(endpoint['port']) || undefined))
          yield { pods, port, provenance };
    }
  }
}

/** Of API servers behind their Service: those of the clouds, and the default of kubeadm. */
const usualPorts = [443, 6443];

/** The API server, for pods with a token of an account that some binding gives rights. */
export function* apiServerNeeds(cluster: Cluster, services: Services): Iterable<Need> {
  const known = apiServersOf(cluster).map(({ port }) => port);
  const ports = known.length > 0 ? [...new Set(known)] : usualPorts;
  for (const pods of services.allPods()) {
    const binding = rightsOf(cluster, pods.template);
    if (binding === undefined) continue;
    for (const port of ports)
      yield {
        from: { type: 'pods', pods },
        to: { type: 'api-server' },
        protocol: 'TCP',
        port,
        provenance: {
          kind: 'api-server',
          text: `${binding.kind} ${binding.name} gives its account rights`,
          object: binding,
        },
      };
  }
}

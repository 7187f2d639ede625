import type {
  NetworkMapCluster,
  NetworkMapDocument,
  NetworkMapExposedPort,
} from '../../src/network/map-schema.ts';

interface MapSize {
  readonly workloads: number;
  readonly namespaces: number;
  readonly error?: string;
  /** Whether scopes are configured. */
  readonly scopes?: boolean;
  /** Whether policies that are not judged may cover every tenth workload, and some connections are not known. */
  readonly unjudged?: boolean;
}

/**
 * A map of any size with what the pages show: namespaces that call the next one by a rule, a third of them open, and the
 * last one called by all.
 */
export function generateMap(...sizes: readonly MapSize[]): NetworkMapDocument {
  return {
    schema: 'plimsoll.network-map/v1',
    tool: '0.0.0',
    command: 'plimsoll network reach --context prod -o html=network.html',
    time: '2026-11-25T08:00:00.000Z',
    clusters: sizes.map(clusterOf),
  };
}

function clusterOf(
  { workloads: size, namespaces, error, unjudged = false, scopes = false }: MapSize,
  place: number,
): NetworkMapCluster {
  const namespaceOf = (at: number) => `team-${String(at % namespaces).padStart(2, '0')}-with-a-name`;
  const isOpen = (at: number) => (at % namespaces) % 3 === 0;
  const isUnjudged = (at: number) => unjudged && at % 10 === 0;
  const all = Array.from({ length: size }, (_, at) => at);
  const stateOf = (at: number) => (isUnjudged(at) ? 'unknown' : isOpen(at) ? 'open' : 'isolated');
  const exposed = Array.from({ length: Math.min(size, 30) }, (_, at) => exposedPort(at, namespaceOf(at)));
  return {
    name: place === 0 ? 'prod' : `cluster-${place}`,
    ...(error !== undefined && { error }),
    profile: 'cilium',
    enforces: true,
    facts: ['profile cilium: DaemonSet kube-system/cilium.'],
    unread: unjudged ? ['NetworkPolicy: the reader needs list'] : [],
    workloads: all.map((at) => ({
      namespace: namespaceOf(at),
      kind: 'Deployment',
      name: `workload-${at}`,
      ...(scopes && { scope: at % 3 === 0 ? 'cde' : '(rest)' }),
      pods: 1,
      group: at,
      ingress: stateOf(at),
      egress: stateOf(at),
      internet: isUnjudged(at) ? 'unknown' : isOpen(at) ? 'any-port' : 'some-addresses',
      reaches: {
        metadata: isOpen(at) ? 'yes' : 'no',
        kubelet: 'unknown',
        apiServer: 'no',
        nodePorts: 'no',
        etcd: 'no',
      },
    })),
    groups: all.map((at) => ({
      namespace: namespaceOf(at),
      pods: 1,
      openIngress: isOpen(at) && !isUnjudged(at),
      openEgress: isOpen(at) && !isUnjudged(at),
      ingress: isOpen(at) ? [] : [`NetworkPolicy ${namespaceOf(at)}/default-deny`],
      egress: isOpen(at) ? [] : [`NetworkPolicy ${namespaceOf(at)}/default-deny`],
      unjudged: isUnjudged(at) ? ['CiliumNetworkPolicy team/unread'] : [],
    })),
    ports: ['TCP 8080', 'TCP 5432'],
    connections: all.flatMap((at): [number, number, number][] =>
      isUnjudged(at) || at === size - 1
        ? []
        : [
            [at, at + 1, 0],
            [at, size - 1, 1],
          ],
    ),
    ...(unjudged && { possible: all.slice(2).map((at): [number, number, number] => [at, 1, 0]) }),
    exposed,
    namespaces: Array.from({ length: namespaces }, (_, from) =>
      Array.from({ length: namespaces }, (__, to) => ({
        source: namespaceOf(from),
        destination: namespaceOf(to),
        connected: isOpen(from) && isOpen(to) ? 4 : from + 1 === to ? 1 : 0,
        unisolated: isOpen(from) && isOpen(to) ? 4 : 0,
        unknown: unjudged ? 1 : 0,
        pairs: 9,
      })),
    ).flat(),
    ...(scopes && {
      scopes: ['(rest)', 'cde'].flatMap((source) =>
        ['(rest)', 'cde'].map((destination) => ({
          source,
          destination,
          connected: source === 'cde' ? 0 : 40,
          unisolated: source === destination && source !== 'cde' ? 30 : 0,
          unknown: unjudged ? 2 : 0,
          pairs: 900,
        })),
      ),
    }),
  };
}

function exposedPort(at: number, namespace: string): NetworkMapExposedPort {
  const verdict = (['reached', 'unknown', 'blocked', 'leads-nowhere'] as const)[at % 4] ?? 'reached';
  const workload = { kind: 'Deployment', namespace, name: `workload-${at}` };
  return {
    exposure: at % 3 === 0 ? 'internet' : at % 3 === 1 ? 'internal' : 'unknown',
    entry: { kind: at % 2 === 0 ? 'Ingress' : 'Service', namespace, name: `entry-${at}` },
    by: at % 2 === 0 ? 'Ingress' : 'load balancer',
    hosts: at % 2 === 0 ? [`${at}.shop.example`] : [],
    evidence: 'type LoadBalancer, and nothing makes it internal',
    ...(verdict !== 'leads-nowhere' && { workload, port: 8080 }),
    protocol: 'TCP',
    verdict,
    why: 'no policy isolates its ingress',
    policies: [],
    account: 'default',
    ...(at % 5 === 0 && { may: 'read every Secret in the whole cluster' }),
  };
}

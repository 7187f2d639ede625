import type { Dialect, DraftPeer, DraftRule } from './dialect.ts';

type Fields = Readonly<Record<string, unknown>>;

/** https://docs.cilium.io/en/stable/security/policy/language/ */
export const ciliumDialect: Dialect = {
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  // A rule that allows nobody closes the direction.
  closed: () => ({ endpointSelector: {}, ingress: [{}], egress: [{}] }),
  spec: (labels, { ingress, egress }) => ({
    endpointSelector: { matchLabels: labels },
    ingress: ingress.length > 0 ? rulesOf('from', ingress) : [{}],
    egress: egress.length > 0 ? rulesOf('to', egress) : [{}],
  }),
};

/** Each once: the world has both families. */
function rulesOf(way: 'from' | 'to', rules: readonly DraftRule[]): Fields[] {
  const written = rules.map((rule) => ruleOf(way, rule));
  return [...new Map(written.map((rule) => [JSON.stringify(rule), rule])).values()];
}

function ruleOf(way: 'from' | 'to', { peer, ports }: DraftRule): Fields {
  const written = ports?.map(({ port, protocol }) => ({ port: String(port), protocol }));
  // What a name resolves to is learnt from the answers that pass the proxy for DNS.
  const rules = peer.type === 'dns' ? { rules: { dns: [{ matchPattern: '*' }] } } : {};
  return { ...peerOf(peer, way), ...(written && { toPorts: [{ ports: written, ...rules }] }) };
}

function peerOf(peer: DraftPeer, way: 'from' | 'to'): Fields {
  const field = (name: string) => `${way}${name}`;
  switch (peer.type) {
    case 'pods':
      return {
        [field('Endpoints')]: [
          {
            matchLabels: {
              ...(!peer.own && { 'k8s:io.kubernetes.pod.namespace': peer.namespace }),
              ...peer.labels,
            },
          },
        ],
      };
    case 'dns':
      return peerOf(peer.peer, way);
    case 'address':
      // The world is what Cilium manages no address of; a block of everything would not match pods or nodes either.
      return peer.cidr.endsWith('/0') ? { [field('Entities')]: ['world'] } : { [field('CIDR')]: [peer.cidr] };
    case 'host':
      return { toFQDNs: [{ matchName: peer.host }] };
    case 'api-server':
      return {
        [field('Entities')]: way === 'from' ? ['kube-apiserver', 'remote-node', 'host'] : ['kube-apiserver'],
      };
  }
}

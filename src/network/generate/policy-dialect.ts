import type { Dialect, DraftPeer, DraftRule } from './dialect.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Networks that no host on the internet is in, and the metadata service: https://www.rfc-editor.org/rfc/rfc6890 */
const notInternet = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export const policyDialect: Dialect = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  closed: () => ({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
  spec: (labels, { ingress, egress }) => ({
    podSelector: { matchLabels: labels },
    policyTypes: ['Ingress', 'Egress'],
    ...(ingress.length > 0 && { ingress: ingress.map((rule) => ruleOf('from', rule)) }),
    ...(egress.length > 0 && { egress: egress.map((rule) => ruleOf('to', rule)) }),
  }),
};

function ruleOf(way: 'from' | 'to', { peer, ports }: DraftRule): Fields {
  return { [way]: peersOf(peer, way), ...(ports && { ports }) };
}

/** NetworkPolicy knows no names: a host is every address of the internet, and the API server is any address. */
function peersOf(peer: DraftPeer, way: 'from' | 'to'): readonly Fields[] {
  switch (peer.type) {
    case 'pods':
      return [
        {
          ...(!peer.own && {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } },
          }),
          podSelector: { matchLabels: peer.labels },
        },
      ];
    case 'dns':
      return peersOf(peer.peer, way);
    case 'address':
      return [{ ipBlock: { cidr: peer.cidr } }];
    case 'host':
      return [{ ipBlock: { cidr: '0.0.0.0/0', except: notInternet } }];
    case 'api-server':
      return [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }];
  }
}

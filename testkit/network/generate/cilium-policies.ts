import { type Chooser, once, pick, several } from './choose.ts';
import {
  accountNames,
  blocks,
  type Fields,
  labelKeys,
  labelSelector,
  labels,
  labelValues,
  namespaceNames,
  portNames,
  portNumbers,
  protocols,
} from './vocabulary.ts';

/** Services and groups of blocks, and policies with rules that look them up. */
export function ciliumLookups(choose: Chooser): Fields[] {
  return [
    ...serviceNames.flatMap((name) => service(choose, name)),
    ...several(choose, 0, 2, (index) => ({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumCIDRGroup',
      metadata: { name: `group${index}`, labels: labels(choose) },
      spec: { externalCIDRs: several(choose, 1, 2, () => pick(choose, blocks).cidr) },
    })),
    ...several(choose, 1, 3, (index) => ({
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: `lookup${index}`, namespace: pick(choose, namespaceNames) },
      spec: {
        endpointSelector: labelSelector(choose),
        [pick(choose, ['egress', 'egress', 'egressDeny'])]: several(choose, 1, 2, () => lookup(choose)),
      },
    })),
  ];
}

const serviceNames = ['front', 'back'] as const;

/** With a selector, or with endpoints. */
function service(choose: Chooser, name: string): Fields[] {
  const metadata = { name, namespace: pick(choose, namespaceNames), labels: labels(choose) };
  const made = { apiVersion: 'v1', kind: 'Service', metadata };
  if (once(choose, 2))
    return [{ ...made, spec: { selector: { [pick(choose, labelKeys)]: pick(choose, labelValues) } } }];
  const slice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { ...metadata, name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
    endpoints: [
      { addresses: several(choose, 1, 2, () => pick(choose, ['8.8.8.8', '10.9.0.1', '10.0.1.1'])) },
    ],
  };
  return [{ ...made, spec: {} }, slice];
}

function lookup(choose: Chooser): Fields {
  const toPorts = once(choose, 3) ? { toPorts: [portRule(choose)] } : {};
  if (once(choose, 2)) {
    const group = once(choose, 3)
      ? { cidrGroupSelector: labelSelector(choose) }
      : { cidrGroupRef: pick(choose, ['group0', 'group1']) };
    return { toCIDRSet: [group], ...toPorts };
  }
  const one = once(choose, 3)
    ? { k8sServiceSelector: { selector: labelSelector(choose) } }
    : {
        k8sService: {
          serviceName: pick(choose, serviceNames),
          ...(once(choose, 2) ? { namespace: pick(choose, namespaceNames) } : {}),
        },
      };
  return { toServices: [one], ...toPorts };
}

/** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy as an agent takes them. */
export function ciliumPolicies(choose: Chooser): Fields[] {
  return several(choose, 0, 5, (index) => {
    const clusterwide = once(choose, 3);
    const spec = rule(choose, clusterwide);
    const several = once(choose, 6);
    return {
      apiVersion: 'cilium.io/v2',
      kind: clusterwide ? 'CiliumClusterwideNetworkPolicy' : 'CiliumNetworkPolicy',
      metadata: {
        name: `cilium${index}`,
        ...(clusterwide ? {} : { namespace: pick(choose, namespaceNames) }),
      },
      ...(several ? { specs: [spec, rule(choose, clusterwide)] } : { spec }),
    };
  });
}

const sections = ['ingress', 'ingressDeny', 'egress', 'egressDeny'] as const;

function rule(choose: Chooser, clusterwide: boolean): Fields {
  const made: Fields = { endpointSelector: labelSelector(choose) };
  const first = pick(choose, sections);
  for (const section of sections)
    if (section === first || once(choose, 3))
      made[section] = several(choose, section === first ? 1 : 0, 2, () =>
        element(choose, section, clusterwide),
      );
  // True for a direction without rules has changed its meaning between versions: it is left out.
  if (once(choose, 5)) made['enableDefaultDeny'] = { [pick(choose, ['ingress', 'egress'])]: false };
  return made;
}

function element(choose: Chooser, section: (typeof sections)[number], clusterwide: boolean): Fields {
  const made: Fields = {};
  if (choose.below(8) > 0) addPeers(choose, made, section.startsWith('ingress') ? 'from' : 'to', clusterwide);
  if (once(choose, 2)) made['toPorts'] = several(choose, 1, 2, () => portRule(choose));
  else if (once(choose, 4)) made['icmps'] = [{ fields: several(choose, 1, 2, () => message(choose)) }];
  return made;
}

function message(choose: Chooser): Fields {
  return once(choose, 2)
    ? { type: pick(choose, [0, 3, 8]) }
    : { family: 'IPv6', type: pick(choose, [1, 128, 129]) };
}

/** One field alone: several may not be combined. Empty lists select nothing. */
function addPeers(choose: Chooser, made: Fields, side: 'from' | 'to', clusterwide: boolean): void {
  const least = once(choose, 8) ? 0 : 1;
  switch (choose.below(4)) {
    case 0:
    case 1:
      made[`${side}Endpoints`] = several(choose, least, 2, () => endpointSelector(choose, clusterwide));
      break;
    case 2:
      made[`${side}Entities`] = several(choose, least, 2, () =>
        pick(choose, ['all', 'world', 'cluster', 'host', 'remote-node', 'world-ipv4', 'world-ipv6', 'none']),
      );
      break;
    default:
      if (once(choose, 2)) made[`${side}CIDR`] = several(choose, least, 2, () => pick(choose, blocks).cidr);
      else
        made[`${side}CIDRSet`] = several(choose, least, 2, () => {
          const { cidr, excepts } = pick(choose, blocks);
          return excepts.length === 0 || once(choose, 2)
            ? { cidr }
            : { cidr, except: [pick(choose, excepts)] };
        });
  }
}

function endpointSelector(choose: Chooser, clusterwide: boolean): Fields {
  if (choose.below(3) > 0) return labelSelector(choose);
  const namespaceKey = pick(choose, ['k8s:io.kubernetes.pod.namespace', 'io.kubernetes.pod.namespace']);
  const terms = [
    { matchLabels: { [namespaceKey]: pick(choose, namespaceNames) } },
    {
      matchExpressions: [
        {
          key: namespaceKey,
          operator: 'In',
          values: several(choose, 1, 2, () => pick(choose, namespaceNames)),
        },
      ],
    },
    {
      matchLabels: {
        [`io.cilium.k8s.namespace.labels.${pick(choose, ['env', 'team'])}`]: pick(choose, ['a', 'b']),
      },
    },
    { matchLabels: { 'io.cilium.k8s.policy.serviceaccount': pick(choose, accountNames) } },
    { matchLabels: { [`k8s:${pick(choose, labelKeys)}`]: pick(choose, labelValues) } },
    { matchLabels: { 'reserved:host': '' } },
    { matchLabels: { 'reserved:remote-node': '' } },
  ];
  return pick(choose, clusterwide ? terms.slice(0, 5) : terms);
}

function portRule(choose: Chooser): Fields {
  return {
    ports: several(choose, 1, 2, () => {
      const port: Fields = { port: String(pick(choose, [...portNumbers, 0])) };
      if (once(choose, 6)) port['port'] = pick(choose, portNames);
      else if (once(choose, 5) && port['port'] !== '0')
        port['endPort'] = Math.min(65535, Number(port['port']) + pick(choose, [0, 1, 400, 65535]));
      if (choose.below(3) > 0) port['protocol'] = pick(choose, [...protocols, 'ANY']);
      return port;
    }),
  };
}

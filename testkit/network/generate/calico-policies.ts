import { type Chooser, once, pick, several } from './choose.ts';
import {
  accountNames,
  blocks,
  type Fields,
  labelKeys,
  labels,
  labelValues,
  namespaceNames,
  portNames,
  portNumbers,
  protocols,
} from './vocabulary.ts';

const group = 'projectcalico.org/v3';
const tierNames = ['default', 'first', 'last'] as const;

/** Tiers, policies of both kinds, and network sets of Calico. No two policies have one order. */
export function calicoPolicies(choose: Chooser): Fields[] {
  return [
    tier('first', 100, choose),
    tier('last', 20_000_000, choose),
    ...several(choose, 0, 2, (index) => networkSet(choose, index)),
    ...several(choose, 0, 2, (index) => endpointSlice(choose, index)),
    ...several(choose, 0, 5, (index) => policy(choose, index)),
  ];
}

function tier(name: string, order: number, choose: Chooser): Fields {
  const defaultAction = pick(choose, [undefined, 'Deny', 'Pass']);
  const spec = { order, ...(defaultAction === undefined ? {} : { defaultAction }) };
  return { apiVersion: group, kind: 'Tier', metadata: { name }, spec };
}

function networkSet(choose: Chooser, index: number): Fields {
  const namespaced = once(choose, 2);
  return {
    apiVersion: group,
    kind: namespaced ? 'NetworkSet' : 'GlobalNetworkSet',
    metadata: {
      name: `set${index}`,
      labels: labels(choose),
      ...(namespaced ? { namespace: pick(choose, namespaceNames) } : {}),
    },
    spec: { nets: several(choose, 1, 2, () => pick(choose, blocks).cidr) },
  };
}

const serviceNames = ['front', 'back'] as const;

function endpointSlice(choose: Chooser, index: number): Fields {
  const name = pick(choose, serviceNames);
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    addressType: 'IPv4',
    metadata: {
      name: `${name}-${index}`,
      namespace: pick(choose, namespaceNames),
      labels: { 'kubernetes.io/service-name': name },
    },
    endpoints: several(choose, 1, 3, () => ({
      addresses: [`10.0.${1 + choose.below(3)}.${1 + choose.below(8)}`],
    })),
    ports: several(choose, 1, 2, () => ({
      port: pick(choose, portNumbers),
      protocol: pick(choose, protocols),
    })),
  };
}

function policy(choose: Chooser, index: number): Fields {
  const global = once(choose, 2);
  const tierName = pick(choose, tierNames);
  const spec: Fields = { tier: tierName, order: index * 400 + choose.below(100) };
  if (choose.below(4) > 0) spec['selector'] = selector(choose);
  if (global && once(choose, 3)) spec['namespaceSelector'] = namespaces(choose);
  if (once(choose, 6))
    spec['serviceAccountSelector'] = once(choose, 2)
      ? selector(choose)
      : `projectcalico.org/name == '${pick(choose, accountNames)}'`;
  if (global && once(choose, 12)) spec[pick(choose, ['preDNAT', 'doNotTrack'])] = true;
  const types = pick(choose, [undefined, ['Ingress'], ['Egress'], ['Ingress', 'Egress']]);
  if (types !== undefined) spec['types'] = types;
  for (const direction of ['ingress', 'egress'])
    if (choose.below(3) > 0) spec[direction] = several(choose, 1, 3, () => rule(choose));
  return {
    apiVersion: group,
    kind: global ? 'GlobalNetworkPolicy' : 'NetworkPolicy',
    metadata: {
      name: `${tierName}.p${index}`,
      ...(global ? {} : { namespace: pick(choose, namespaceNames) }),
    },
    spec,
  };
}

function rule(choose: Chooser): Fields {
  const made: Fields = { action: pick(choose, ['Allow', 'Deny', 'Pass', 'Log']) };
  if (choose.below(3) > 0) made['source'] = entity(choose);
  const destination = choose.below(3) > 0 ? entity(choose) : {};
  if (once(choose, 8)) made['ipVersion'] = pick(choose, [4, 6]);
  if (once(choose, 2)) {
    made['protocol'] = pick(choose, [...protocols, ...protocols, 'ICMP', 'ICMPv6', 6, 17, 132, 1]);
    if (hasPorts(made['protocol']) && once(choose, 2))
      destination[pick(choose, ['ports', 'notPorts'])] = several(choose, 1, 2, () => port(choose));
    else if (String(made['protocol']).startsWith('ICMP') && once(choose, 2))
      made[pick(choose, ['icmp', 'notICMP'])] = pick(choose, messages);
    else if (once(choose, 8)) destination['services'] = service(choose);
  } else if (once(choose, 3)) {
    if (once(choose, 2)) made['notProtocol'] = pick(choose, [...protocols, 'ICMP', 17]);
    else destination['services'] = service(choose);
  }
  if (Object.keys(destination).length > 0) made['destination'] = destination;
  return made;
}

const messages = [{ type: 8, code: 0 }, { type: 3, code: 1 }, { type: 128 }, { type: 3 }];

function hasPorts(protocol: unknown): boolean {
  return protocols.some((each) => each === protocol);
}

function service(choose: Chooser): Fields {
  return { name: pick(choose, serviceNames), namespace: pick(choose, namespaceNames) };
}

function port(choose: Chooser): number | string {
  const first = pick(choose, portNumbers);
  return pick(choose, [first, `${first}:${Math.min(65535, first + 400)}`, pick(choose, portNames)]);
}

function entity(choose: Chooser): Fields {
  const made: Fields = {};
  if (once(choose, 3)) made[pick(choose, ['nets', 'notNets'])] = [pick(choose, blocks).cidr];
  if (once(choose, 2)) made[pick(choose, ['selector', 'selector', 'notSelector'])] = selector(choose);
  if (once(choose, 4)) made['namespaceSelector'] = namespaces(choose);
  if (once(choose, 6))
    made['serviceAccounts'] = {
      ...(once(choose, 2) ? { selector: selector(choose) } : {}),
      ...(once(choose, 2) ? { names: [pick(choose, accountNames)] } : {}),
    };
  return made;
}

function selector(choose: Chooser): string {
  const key = pick(choose, labelKeys);
  const value = `'${pick(choose, labelValues)}'`;
  const terms = ['all()', `${key} == ${value}`, `${key} != ${value}`, `has(${key})`, `!has(${key})`];
  const parts = [`${key} starts with ${value}`, `${key} ends with ${value}`, `!(${key} == ${value})`];
  const listed = [`${key} in {${value}, 'a'}`, `${key} not in {${value}}`, `${key} contains ${value}`];
  const term = pick(choose, [...terms, ...listed, ...parts]);
  return once(choose, 4) ? `${term} ${pick(choose, ['&&', '||'])} has(${pick(choose, labelKeys)})` : term;
}

function namespaces(choose: Chooser): string {
  const name = `kubernetes.io/metadata.name == '${pick(choose, namespaceNames)}'`;
  return pick(choose, ['all()', 'global()', "env == 'a'", "team != 'a'", name]);
}

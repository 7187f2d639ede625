import { contains } from './address.ts';
import { calicoSelects } from './calico-selector.ts';
import { at, has, items, type Json, number, text, texts } from './json.ts';
import type { End, Packet, Pod } from './packet.ts';
import { ofKind, type World } from './world.ts';

/**
 * Whether a rule of a Calico policy matches a packet: every field that is set must hold.
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#rule
 */
export function calicoRuleMatches(
  world: World,
  rule: Json,
  policyNamespace: string,
  packet: Packet,
): boolean {
  if (has(rule, 'ipVersion') && number(rule, 'ipVersion') !== versionOf(packet)) return false;
  if (has(rule, 'protocol') && !protocolIs(at(rule, 'protocol'), packet)) return false;
  if (has(rule, 'notProtocol') && protocolIs(at(rule, 'notProtocol'), packet)) return false;
  if (has(rule, 'icmp') && !icmpIs(at(rule, 'icmp'), packet)) return false;
  if (has(rule, 'notICMP') && icmpIs(at(rule, 'notICMP'), packet)) return false;
  return (
    entityMatches(world, at(rule, 'source'), policyNamespace, packet.source, packet, false) &&
    entityMatches(world, at(rule, 'destination'), policyNamespace, packet.destination, packet, true)
  );
}

function versionOf(packet: Packet): number {
  return packet.destination.address.includes(':') ? 6 : 4;
}

const protocolNumbers: Readonly<Record<string, number>> = {
  ICMP: 1,
  TCP: 6,
  UDP: 17,
  ICMPv6: 58,
  SCTP: 132,
  UDPLite: 136,
};

/** «a protocol name … or an integer from 1-255» */
function protocolIs(wanted: Json, packet: Packet): boolean {
  return wanted === packet.protocol || wanted === protocolNumbers[packet.protocol];
}

function icmpIs(icmp: Json, packet: Packet): boolean {
  if (packet.icmpType === undefined) return false;
  const isType = !has(icmp, 'type') || number(icmp, 'type') === packet.icmpType;
  return isType && (!has(icmp, 'code') || number(icmp, 'code') === packet.icmpCode);
}

/** https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#entityrule */
function entityMatches(
  world: World,
  entity: Json,
  policyNamespace: string,
  end: End,
  packet: Packet,
  isDestination: boolean,
): boolean {
  const nets = items(entity, 'nets');
  if (nets.length > 0 && !nets.some((net) => netContains(String(net), end.address))) return false;
  if (items(entity, 'notNets').some((net) => netContains(String(net), end.address))) return false;
  if (!selectorsMatch(world, entity, policyNamespace, end.address)) return false;
  const without = text(entity, 'notSelector');
  if (
    without !== '' &&
    things(world).some((thing) => thing.owns(end.address) && calicoSelects(without, thing.labels))
  )
    return false;
  if (has(entity, 'services') && !servicesMatch(world, at(entity, 'services'), end, packet, isDestination))
    return false;
  if (!isDestination) return true;
  const ports = items(entity, 'ports');
  if (ports.length > 0 && !ports.some((port) => portMatches(port, packet))) return false;
  return !items(entity, 'notPorts').some((port) => portMatches(port, packet));
}

/** What has labels and owns addresses: pods, and sets of networks. */
interface Thing {
  readonly labels: Readonly<Record<string, string>>;
  /** Absent for what lies in no namespace. */
  readonly namespaceLabels?: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly serviceAccount?: string;
  readonly serviceAccountLabels: Readonly<Record<string, string>>;
  readonly owns: (address: string) => boolean;
}

function things(world: World): readonly Thing[] {
  return [...world.pods.filter(isEndpoint).map((pod) => thingOfPod(world, pod)), ...networkSets(world)];
}

/** Pods in the network of their node, and those that have ended, are no endpoints. */
function isEndpoint(pod: Pod): boolean {
  return !pod.hostNetwork && pod.phase !== 'Succeeded' && pod.phase !== 'Failed';
}

/** A pod with the labels that Calico adds: https://docs.tigera.io/calico/latest/reference/resources/workloadendpoint */
export function thingOfPod(world: World, pod: Pod): Thing {
  const account = ofKind(world.objects, 'ServiceAccount').find(
    (candidate) =>
      text(candidate, 'metadata', 'name') === pod.serviceAccount &&
      (text(candidate, 'metadata', 'namespace') || 'default') === pod.namespace,
  );
  return {
    labels: {
      ...pod.labels,
      'projectcalico.org/namespace': pod.namespace,
      'projectcalico.org/orchestrator': 'k8s',
      'projectcalico.org/serviceaccount': pod.serviceAccount,
    },
    namespace: pod.namespace,
    namespaceLabels: pod.namespaceLabels,
    serviceAccount: pod.serviceAccount,
    serviceAccountLabels: texts(account, 'metadata', 'labels'),
    owns: (address) => pod.addresses.includes(address),
  };
}

/** «a NetworkSet … matched by selectors of rules»: https://docs.tigera.io/calico/latest/reference/resources/networkset */
function networkSets(world: World): readonly Thing[] {
  const found: Thing[] = [];
  for (const group of ['projectcalico.org', 'crd.projectcalico.org']) {
    for (const set of ofKind(world.objects, 'GlobalNetworkSet', group))
      found.push({
        labels: texts(set, 'metadata', 'labels'),
        serviceAccountLabels: {},
        owns: ownedBy(set),
      });
    for (const set of ofKind(world.objects, 'NetworkSet', group)) {
      const namespace = text(set, 'metadata', 'namespace') || 'default';
      const object = ofKind(world.objects, 'Namespace').find(
        (candidate) => text(candidate, 'metadata', 'name') === namespace,
      );
      found.push({
        labels: { ...texts(set, 'metadata', 'labels'), 'projectcalico.org/namespace': namespace },
        namespace,
        namespaceLabels: {
          ...texts(object, 'metadata', 'labels'),
          'kubernetes.io/metadata.name': namespace,
        },
        serviceAccountLabels: {},
        owns: ownedBy(set),
      });
    }
  }
  return found;
}

function ownedBy(set: Json): Thing['owns'] {
  const nets = items(set, 'spec', 'nets').map(String);
  return (address) => nets.some((net) => netContains(net, address));
}

/**
 * `selector`, `namespaceSelector` and `serviceAccounts` together choose things; without a namespaceSelector those of a
 * namespaced policy stay in its namespace, as soon as anything is chosen.
 */
function selectorsMatch(world: World, entity: Json, policyNamespace: string, address: string): boolean {
  const selector = text(entity, 'selector');
  const namespaces = text(entity, 'namespaceSelector');
  const accounts = at(entity, 'serviceAccounts');
  const chooses =
    selector !== '' ||
    namespaces !== '' ||
    // Accounts without names and without a selector choose nobody out.
    text(accounts, 'selector') !== '' ||
    items(accounts, 'names').length > 0 ||
    (policyNamespace !== '' && text(entity, 'notSelector') !== '');
  if (!chooses) return true;
  return things(world).some(
    (thing) =>
      thing.owns(address) &&
      calicoSelects(selector, thing.labels) &&
      namespaceIsMeant(namespaces, policyNamespace, thing) &&
      accountIsMeant(accounts, thing),
  );
}

/** «all()» is every namespace, «global()» what lies in none. */
function namespaceIsMeant(selector: string, policyNamespace: string, thing: Thing): boolean {
  if (selector === '') return policyNamespace === '' || thing.namespace === policyNamespace;
  const isNamespaced = 'projectcalico.org/namespace';
  const written = selector
    .replaceAll(/all\(\s*\)/g, `has(${isNamespaced})`)
    .replaceAll(/global\(\s*\)/g, `!has(${isNamespaced})`);
  const { namespace } = thing;
  if (namespace === undefined) return calicoSelects(written, {});
  return calicoSelects(written, {
    ...thing.namespaceLabels,
    'projectcalico.org/name': namespace,
    [isNamespaced]: namespace,
  });
}

/** «names … AND … selector» */
function accountIsMeant(accounts: Json, thing: Thing): boolean {
  if (!has(accounts)) return true;
  const { serviceAccount } = thing;
  const names = items(accounts, 'names');
  if (names.length > 0 && (serviceAccount === undefined || !names.includes(serviceAccount))) return false;
  const selector = text(accounts, 'selector');
  if (selector === '') return true;
  if (serviceAccount === undefined) return calicoSelects(selector, {});
  return calicoSelects(selector, { ...thing.serviceAccountLabels, 'projectcalico.org/name': serviceAccount });
}

/** «services»: the endpoints of a Service, with their ports where it is the destination. */
function servicesMatch(
  world: World,
  services: Json,
  end: End,
  packet: Packet,
  isDestination: boolean,
): boolean {
  return ofKind(world.objects, 'EndpointSlice', 'discovery.k8s.io').some(
    (slice) =>
      (text(slice, 'metadata', 'namespace') || 'default') === text(services, 'namespace') &&
      at(slice, 'metadata', 'labels', 'kubernetes.io/service-name') === text(services, 'name') &&
      items(slice, 'endpoints').some((endpoint) => items(endpoint, 'addresses').includes(end.address)) &&
      (!isDestination ||
        items(slice, 'ports').some(
          (port) =>
            (text(port, 'protocol') || 'TCP') === packet.protocol && number(port, 'port') === packet.port,
        )),
  );
}

/** «a number, a range start:end, or the name of a port of the endpoint» */
function portMatches(port: Json, packet: Packet): boolean {
  const written = String(port);
  if (/^[0-9]+$/.test(written)) return Number(written) === packet.port;
  const range = /^([0-9]+):([0-9]+)$/.exec(written);
  if (range !== null)
    return packet.port !== undefined && Number(range[1]) <= packet.port && packet.port <= Number(range[2]);
  const pod = packet.destination.pod;
  if (pod === undefined || pod.hostNetwork) return false;
  return pod.ports.some(
    (named) => named.name === written && named.number === packet.port && named.protocol === packet.protocol,
  );
}

function netContains(net: string, address: string): boolean {
  if (net.includes('/')) return contains(net, address);
  return contains(`${net}/${net.includes(':') ? 128 : 32}`, address);
}

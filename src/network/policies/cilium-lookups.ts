import {
  asList,
  asMap,
  asText,
  type Cluster,
  type ClusterObject,
  compileSelector,
  isFields,
  type LabelSelector,
} from '../../cluster/index.ts';
import { blockOf } from '../address.ts';
import { endpointAddresses, endpointSlicesOf } from '../endpoint-slices.ts';
import type { Checks } from './checks.ts';
import { NotJudged } from './not-judged.ts';
import type { Peer } from './policy.ts';

/**
 * The blocks of the groups that an entry of `toCIDRSet` names or selects; none where there is no such group.
 * https://docs.cilium.io/en/stable/network/kubernetes/ciliumcidrgroup/
 */
export function groupBlocks(
  { cidrGroupRef, cidrGroupSelector }: Readonly<Record<string, unknown>>,
  cluster: Cluster,
  checks: Checks,
): string[] {
  const isMeant = isFields(cidrGroupSelector)
    ? selecting(cidrGroupSelector, checks)
    : ({ name }: ClusterObject) => name === cidrGroupRef;
  const groups = [...cluster.ofKind('cilium.io', 'CiliumCIDRGroup')].filter(isMeant);
  const isSure = groups.length > 0 && !isFields(cidrGroupSelector);
  if (!isSure && !cluster.knowledgeOf('cilium.io', 'CiliumCIDRGroup').complete)
    throw new NotJudged('a CiliumCIDRGroup that was not read');
  return groups.flatMap(({ body }) => asList(asMap(body['spec'])['externalCIDRs']).map(asText));
}

/**
 * Whom an entry of `toServices` stands for: the pods that the Service selects, or the addresses of its endpoints, which never
 * are pods. https://docs.cilium.io/en/stable/security/policy/language/#services-based
 */
export function serviceBackends(
  { k8sService, k8sServiceSelector }: Readonly<Record<string, unknown>>,
  cluster: Cluster,
  checks: Checks,
): Peer[] {
  const named = asMap(k8sService);
  const selected = asMap(k8sServiceSelector);
  const namespace = isFields(k8sService)
    ? asText(named['namespace']) || checks.object.namespace
    : asText(selected['namespace']);
  const isMeant = isFields(k8sService)
    ? ({ name }: ClusterObject) => name === named['serviceName']
    : selecting(selected['selector'], checks);
  const services = [...cluster.ofKind('', 'Service')].filter(
    (each) => (namespace === '' || each.namespace === namespace) && isMeant(each),
  );
  const isSure = services.length > 0 && isFields(k8sService);
  if (!isSure && !cluster.knowledgeOf('', 'Service').complete)
    throw new NotJudged('a Service that was not read');
  return services.flatMap((service) => backendsOf(service, cluster));
}

function backendsOf({ namespace, name, body }: ClusterObject, cluster: Cluster): Peer[] {
  const { selector } = asMap(body['spec']);
  if (isFields(selector)) {
    const entries = Object.entries(selector).map(([key, value]) => [key, asText(value)] as const);
    return [
      { pods: { namespaces: { name: namespace }, pods: { matchLabels: Object.fromEntries(entries) } } },
    ];
  }
  const slices = endpointSlicesOf(cluster, namespace, name);
  if (slices.length === 0 && !cluster.knowledgeOf('discovery.k8s.io', 'EndpointSlice').complete)
    throw new NotJudged(`Service ${namespace}/${name}, whose endpoints were not read`);
  return slices.flatMap(endpointAddresses).map((address) => ({
    addresses: { block: blockOf(address), except: [], matchesPods: false, matchesNodes: false },
  }));
}

function selecting(value: unknown, checks: Checks): (object: ClusterObject) => boolean {
  const selector = checks.selector(value, []);
  if (selector === undefined) throw new NotJudged('a selector that is refused');
  const matches = compileSelector(selector as LabelSelector);
  return ({ body }) => matches(body.metadata.labels ?? {});
}

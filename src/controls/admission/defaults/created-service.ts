import { decidedByServer } from '../unknown-value.ts';
import { type JsonObject, objectIn, objectsIn } from './json-object.ts';

const allocated = decidedByServer('the address or port that the cluster allocates');
const families = decidedByServer('the IP families of the cluster');

/**
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/defaults.go (SetDefaults_Service) and
 * https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/service/storage/alloc.go
 */
export function createdService(object: JsonObject, minor: number): void {
  const spec = objectIn(object['spec']);
  const { type } = spec;
  affinity(spec);
  if (isReachedFromOutside(spec, minor)) spec['externalTrafficPolicy'] ??= 'Cluster';
  if (type === 'ExternalName') return;
  spec['internalTrafficPolicy'] ??= 'Cluster';
  if (type === 'LoadBalancer') spec['allocateLoadBalancerNodePorts'] ??= true;
  addresses(spec);
  if (type === 'NodePort' || spec['allocateLoadBalancerNodePorts'] === true)
    for (const port of objectsIn(spec['ports'])) port['nodePort'] ??= allocated;
  if (type === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local')
    spec['healthCheckNodePort'] ??= allocated;
}

function affinity(spec: JsonObject): void {
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig'];
  if (spec['sessionAffinity'] !== 'ClientIP') return;
  const seconds = objectIn(objectIn(spec['sessionAffinityConfig'])['clientIP'])['timeoutSeconds'];
  if (seconds === undefined) spec['sessionAffinityConfig'] = { clientIP: { timeoutSeconds: 10_800 } };
}

function isReachedFromOutside({ type, externalIPs }: JsonObject, minor: number): boolean {
  if (type === 'NodePort' || type === 'LoadBalancer') return true;
  return type === 'ClusterIP' && externalIPs !== undefined && minor >= externalAddressesSince;
}

/** A ClusterIP Service with external addresses has a policy for traffic from outside since then. */
const externalAddressesSince = 29;

function addresses(spec: JsonObject): void {
  const { clusterIP, clusterIPs } = spec;
  spec['clusterIP'] ??= Array.isArray(clusterIPs) ? clusterIPs[0] : allocated;
  const isSingle = (spec['ipFamilyPolicy'] ?? 'SingleStack') === 'SingleStack';
  if (clusterIP === 'None' || (clusterIP !== undefined && isSingle)) spec['clusterIPs'] ??= [clusterIP];
  spec['clusterIPs'] ??= allocated;
  const isHeadlessWithoutSelector = clusterIP === 'None' && spec['selector'] === undefined;
  const several = [clusterIPs, spec['ipFamilies']].some((list) => Array.isArray(list) && list.length > 1);
  spec['ipFamilyPolicy'] ??= isHeadlessWithoutSelector || several ? families : 'SingleStack';
  if (!Array.isArray(spec['ipFamilies']) || spec['ipFamilyPolicy'] !== 'SingleStack')
    spec['ipFamilies'] = families;
}

export { calicoPolicies } from './calico-policies.ts';
export { arbitraryOf, type Chooser, seeded } from './choose.ts';
export { ciliumLookups, ciliumPolicies } from './cilium-policies.ts';
export { clusterObjects } from './cluster.ts';
export { adminNetworkPolicies, clusterNetworkPolicies } from './cluster-policies.ts';
export { type InvalidPolicy, invalidPolicies, withFault } from './invalid-policies.ts';
export { networkPolicies } from './network-policies.ts';
export { type GeneratedEnd, type GeneratedPacket, packets } from './packets.ts';

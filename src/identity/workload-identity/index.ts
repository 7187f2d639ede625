export type { CloudIdentityState, WorkloadIdentity } from './outcome.ts';
export { workloadIdentities } from './workload-identities.ts';

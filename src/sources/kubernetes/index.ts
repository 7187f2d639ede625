export { type AccessAssessment, assessAccess, type MissingAccess } from './access/assess-access.ts';
export { type CheckAccessOptions, checkAccess } from './access/check-access.ts';
export type { Connection, ConnectionOptions } from './connection.ts';
export { type KubernetesErrorCode, KubernetesSourceError } from './errors.ts';
export type { ContextSummary } from './kubeconfig/select-context.ts';
export { type ConnectionFacts, connectionFacts } from './reading/connection-facts.ts';
export {
  type ClusterReading,
  type ReadClusterOptions,
  type ReadingProgress,
  readCluster,
} from './reading/read-cluster.ts';
export { listContexts, resolveConnection } from './resolve-connection.ts';
export { type ClientOptions, createKubernetesClient, type KubernetesClient } from './transport/client.ts';

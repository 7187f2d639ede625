export type { ApiAnswer } from './cluster/api-client.ts';
export type { ApplyOptions } from './cluster/apply.ts';
export { type KubeboxOptions, kubeboxBinary } from './cluster/binary.ts';
export type { TestUser, TestUserName } from './cluster/credentials.ts';
export { runClusterForPeople } from './cluster/people.ts';
export {
  type AuditEvent,
  startTestCluster,
  type TestCluster,
} from './cluster/test-cluster.ts';
export type { TestClusterOptions } from './cluster/test-cluster-options.ts';
export {
  configMapPage,
  type FaultReply,
  type FaultRequest,
  type FaultServer,
  failure,
  startFaultServer,
} from './faults/fault-server.ts';
export { type ProxyServer, startHttpProxy, startSocksProxy } from './faults/proxy-server.ts';

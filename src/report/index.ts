export { buildReport } from './build.ts';
export type { ClusterView } from './cluster-view.ts';
export { viewOfCluster } from './cluster-view.ts';
export type { ReportFilter } from './filter.ts';
export type { Gate, GateOptions } from './gate.ts';
export { defaultGate } from './gate.ts';
export type {
  JudgedCluster,
  ReportException,
  ReportInput,
  RunInformation,
  SubjectDescription,
  UnreachableCluster,
} from './input.ts';
export type * from './schema.ts';
export { ReportSchema } from './schema.ts';
export type { Scope } from './scope.ts';

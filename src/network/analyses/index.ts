import type { AnalysisRegistry } from '../../controls/index.ts';
import { apiServerLetOut } from './api-server-let-out.ts';
import { clearText } from './clear-text.ts';
import { exposedInterfaces } from './exposed-interfaces.ts';
import { flowRecords } from './flow-records.ts';
import { metadataLetOut } from './metadata-let-out.ts';
import { openEgress, openIngress } from './open-namespaces.ts';
import { podsByAddress, policiesOfNobody, rulesOfNobody } from './policies-of-nobody.ts';
import { publicNodes } from './public-nodes.ts';
import { unenforcedPolicies } from './unenforced-policies.ts';

/** What the controls about the network ask, by the name that they use. */
export const networkAnalyses: AnalysisRegistry = {
  'unenforced-policies': unenforcedPolicies,
  'open-ingress': openIngress,
  'open-egress': openEgress,
  'exposed-interfaces': exposedInterfaces,
  'clear-text': clearText,
  'flow-records': flowRecords,
  'metadata-let-out': metadataLetOut,
  'api-server-let-out': apiServerLetOut,
  'policies-of-nobody': policiesOfNobody,
  'rules-of-nobody': rulesOfNobody,
  'pods-by-address': podsByAddress,
  'public-nodes': publicNodes,
};

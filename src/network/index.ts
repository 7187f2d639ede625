export { parseAddress, parseBlock } from './address.ts';
export { networkAnalyses } from './analyses/index.ts';
export { ask } from './answers/ask.ts';
export { ChangeCauses } from './answers/change-causes.ts';
export {
  type AddressSet,
  type ConnectionChange,
  type ConnectionChanges,
  connectionChanges,
  type PolicyChange,
  type WorkloadSet,
} from './answers/changes.ts';
export type { WorkloadName } from './answers/common-workloads.ts';
export { UnknownEndpoint } from './answers/ends.ts';
export { type ExposedPort, exposureOf } from './answers/exposure.ts';
export { externalReachOf, holdsPort, rangeText } from './answers/external.ts';
export { gapsOf, type Isolation, type PodGap } from './answers/gaps.ts';
export type { EgressGrade } from './answers/internet.ts';
export { networkMapOf } from './answers/network-map.ts';
export { type OwnNodePair, ownNodePairs } from './answers/own-node.ts';
export { portsText } from './answers/ports-text.ts';
export { connectionsOf, type MapPair, partMap, possibleConnectionsOf } from './answers/reach.ts';
export { type ServiceLead, serviceLead } from './answers/service-lead.ts';
export { trafficText } from './answers/traffic-text.ts';
export { type Explanation, type SideReasons, why } from './answers/why.ts';
export {
  type AssertedParty,
  type Assertion,
  type AssertionsDocument,
  AssertionsDocumentSchema,
  type AssertionsForm,
  AssertionsFormSchema,
  AssertionsSchema,
  assertionsVersion,
  type JudgedAssertion,
  judgeAssertions,
  type Witness,
} from './assertions/index.ts';
export { type DetectedProfile, detectProfile } from './detect-profile.ts';
export { type Encryption, encryptionOf, encryptionText } from './encryption.ts';
export { NetworkEngine } from './engine/network-engine.ts';
export {
  type DialectName,
  type Draft,
  distinctNeeds,
  draftPolicies,
  type GivenEdge,
  givenNeeds,
  inferNeeds,
  type Need,
  type Party,
  type Proof,
  partyText,
  proveDraft,
  type Remark,
} from './generate/index.ts';
export { blocksOfPods, type Lint, type LintRule, type LintRuleId, lintOf, lintRules } from './lint/index.ts';
export {
  type NetworkMapCluster,
  type NetworkMapDocument,
  type NetworkMapExposedPort,
  NetworkMapSchema,
} from './map-schema.ts';
export { policyKinds } from './policies/read-policies.ts';
export { type Profile, type ProfileId, profileIds, profiles } from './profile.ts';
export {
  NetworkSettingsSchema,
  type ProfileChoice,
  type ProfileChoices,
  profileChoices,
  type WantedProfile,
  wantedProfile,
} from './profile-settings.ts';
export {
  type Answer,
  type Endpoint,
  type IcmpTraffic,
  isIcmp,
  type Protocol,
  type Question,
  type SideAnswer,
  type Traffic,
  trafficOf,
} from './question.ts';
export { type ServiceBackend, Services } from './services.ts';
export { type UnreadKind, unreadKinds } from './unread-kinds.ts';

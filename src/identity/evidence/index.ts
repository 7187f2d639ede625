export {
  type ClusterEvidence,
  connectEvidence,
  evidenceAbout,
  inheritEvidence,
} from './cluster-evidence.ts';
export { type EvidenceCommands, evidenceCommands } from './commands.ts';
export { entraGroupName, isObjectId } from './entra-groups.ts';
export { keptAnswers } from './kept-answers.ts';
export { groupsOfUser, type Member, membersOf } from './memberships.ts';
export type { Evidence } from './model.ts';
export { type OutsideState, outsideState } from './outside-state.ts';
export { type EvidenceDocument, readEvidence } from './read-evidence.ts';

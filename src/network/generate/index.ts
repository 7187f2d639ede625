export { type DialectName, type Draft, draftPolicies } from './draft.ts';
export { type GivenEdge, givenNeeds } from './given-needs.ts';
export { inferNeeds } from './infer-needs.ts';
export { distinctNeeds, type Need, type Party, partyText, type Remark } from './need.ts';
export { type Proof, proveDraft } from './proof.ts';

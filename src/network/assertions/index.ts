export type { AssertedParty, Assertion, JudgedAssertion, PartySize, Witness } from './assertion.ts';
export { type AssertionsDocument, AssertionsDocumentSchema } from './document-schema.ts';
export {
  type AssertionsForm,
  AssertionsFormSchema,
  AssertionsSchema,
  assertionsVersion,
} from './file-schema.ts';
export { judgeAssertions } from './judge.ts';

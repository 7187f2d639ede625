export type { AssertedParty, Assertion, JudgedAssertion, PartySize, Witness } from './assertion.ts';
export { judgeAssertions } from './judge.ts';

export { ask, UnknownEndpoint } from './answers/ask.ts';
export { NetworkEngine } from './engine/network-engine.ts';
export { type Profile, type ProfileId, profileIds, profiles } from './profile.ts';
export type { Answer, Endpoint, Protocol, Question, SideAnswer } from './question.ts';

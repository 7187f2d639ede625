export { type CleanUp, cleanUp } from './clean-up.ts';
export { mergeRules } from './merge-rules.ts';
export { type Extra, type LostGrant, type Narrowing, narrow } from './narrow.ts';
export type { Need } from './need.ts';
export { writtenRule, writtenSubject } from './role-and-binding.ts';

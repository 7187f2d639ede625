export { keptCases } from './kept-cases.ts';
export { type Oracle, startOracle } from './oracle.ts';
export type * from './questions.ts';
export { type Fuzz, type FuzzOptions, type FuzzOutcome, fuzzOf } from './run-subject.ts';
export { standingDifferences } from './standing-differences.ts';
export type { Comparison, FuzzSubject } from './subject.ts';
export { fuzzes } from './subjects/index.ts';

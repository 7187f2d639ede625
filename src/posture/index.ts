export { fleetScore } from './fleet.ts';
export type { Score, ScoreAccumulator, ScoreCap, ScoreContributor } from './score.ts';
export { createScoreAccumulator } from './score.ts';
export type { SubjectFacts, SubjectWeight } from './weight.ts';
export { plainWeight, subjectWeight } from './weight.ts';

import type { CelAnswer, CelQuestion } from './question.ts';

interface KnownDifference {
  readonly what: string;
  readonly why: string;
  is(question: CelQuestion, theirs: CelAnswer, ours: CelAnswer): boolean;
}

/** Everything in which we answer otherwise than the API server and mean to go on so. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    what: 'an expression at which the API server panics',
    why: 'there is no right answer; ours is an error or a value',
    is: (_, theirs) => theirs.outcome === 'panic' || theirs.message?.startsWith('internal error: ') === true,
  },
  {
    what: 'the cost of an expression that ends at the cost limit',
    why: 'both end; by how much a step went over the limit is of no use to anyone',
    is: (_, theirs, ours) =>
      /cost limit exceeded/.test(theirs.message ?? '') && ours.message?.startsWith('cost-limit') === true,
  },
  {
    what: 'the text of an error that format.uri().validate() returns',
    why: 'it is that of Go’s net/url, word for word, of which we have only the verdict',
    is: ({ expression }, theirs, ours) =>
      theirs.outcome === ours.outcome &&
      expression.includes('validate') &&
      /format\.uri|named/.test(expression),
  },
  {
    what: 'the cost of has() on a field of a conditional or an optMap that fails before its last field',
    why: 'upstream counts one unit less than for the same failure without has(); the error is the same',
    is: (question, theirs, ours) =>
      theirs.outcome === ours.outcome &&
      theirs.outcome !== 'compile-error' &&
      question.expression.includes('has(') &&
      (/ \? /.test(question.expression) || question.expression.includes('.opt')) &&
      (ours.cost ?? 0) - (theirs.cost ?? 0) > 0 &&
      (ours.cost ?? 0) - (theirs.cost ?? 0) <= 3,
  },
];

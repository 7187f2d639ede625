import type { standingDifferences } from '../standing-differences.ts';
import type { CelAnswer, CelQuestion } from './question.ts';

type Name = Extract<keyof typeof standingDifferences, `cel: ${string}`>;

type IsDifference = (question: CelQuestion, theirs: CelAnswer, ours: CelAnswer) => boolean;

/** How the standing differences are recognized. */
const recognized: Readonly<Partial<Record<Name, IsDifference>>> = {
  'cel: where the API server panics': (_, theirs) =>
    theirs.outcome === 'panic' || theirs.message?.startsWith('internal error: ') === true,
  'cel: the cost of what ends at the cost limit': (_, theirs, ours) =>
    /cost limit exceeded/.test(theirs.message ?? '') && ours.message?.startsWith('cost-limit') === true,
  'cel: a field of an optional out of a list or a map': ({ expression }, theirs, ours) =>
    (theirs.message?.startsWith('no such key') === true ||
      (/has\(/.test(expression) && theirs.outcome === ours.outcome)) &&
    /optional\.|\[\?|\.\?|\.opt|\.(?:first|last)\(/.test(expression) &&
    Math.abs((ours.cost ?? 0) - (theirs.cost ?? 0)) <= 2,
  'cel: texts of format.uri().validate()': ({ expression }, theirs, ours) =>
    theirs.outcome === ours.outcome && /validate/.test(expression) && /format\.uri|named/.test(expression),
};

/** Whether two answers differ only in what is left standing. */
export function isStandingDifference(question: CelQuestion, theirs: CelAnswer, ours: CelAnswer): boolean {
  return ours.outcome !== 'panic' && Object.values(recognized).some((is) => is(question, theirs, ours));
}

import { isDeepStrictEqual } from 'node:util';
import { ourAnswer } from '../cel/ours.ts';
import type { CelAnswer, CelQuestion } from '../cel/question.ts';
import { questionArbitrary } from '../cel/question-arbitrary.ts';
import { startOracle } from '../oracle.ts';
import type { FuzzSubject } from '../subject.ts';

/** Value, error, type and run-time cost of expressions, against `k8s.io/apiserver/pkg/cel`. */
export const cel: FuzzSubject<CelQuestion> = {
  name: 'cel',
  questionsEach: 1,
  arbitrary: questionArbitrary,
  async start() {
    const oracle = await startOracle<CelQuestion, CelAnswer>('oracle-cel');
    if (oracle === undefined) return undefined;
    return {
      async compare(questions) {
        const answers = await oracle.ask(questions);
        return questions.map((question, index) => {
          const theirs = answers[index];
          return theirs === undefined ? 'no answer' : celDifference(question, theirs, ourAnswer(question));
        });
      },
      close: () => oracle.close(),
    };
  },
};

/** What differs between the two answers to a question, or undefined where nothing does that counts. */
function celDifference(question: CelQuestion, theirs: CelAnswer, ours: CelAnswer): string | undefined {
  // A panic of the API server's own check or evaluation has no right answer; one of ours is always wrong.
  if (theirs.outcome === 'panic' && ours.outcome !== 'panic') return undefined;
  const limited = /cost limit exceeded/.test(theirs.message ?? '') && ours.message?.startsWith('cost-limit');
  if (limited === true) return undefined;
  const parts = (['outcome', 'type', 'value', 'cost'] as const).filter(
    (part) => !isDeepStrictEqual(theirs[part], ours[part]),
  );
  if (parts.length === 0) return undefined;
  return `${parts.join(', ')} of ${question.expression} (Kubernetes ${question.version}): upstream ${JSON.stringify(theirs)}, ours ${JSON.stringify(ours)}`;
}

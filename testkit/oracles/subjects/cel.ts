import { isDeepStrictEqual } from 'node:util';
import { isStandingDifference } from '../cel/known-differences.ts';
import { ourAnswer } from '../cel/ours.ts';
import type { CelAnswer, CelQuestion } from '../cel/question.ts';
import { questionArbitrary } from '../cel/question-arbitrary.ts';
import { type Oracle, startOracle } from '../oracle.ts';
import type { FuzzSubject } from '../subject.ts';

/** Value, error, type and run-time cost of expressions, against `k8s.io/apiserver/pkg/cel`. */
export const cel: FuzzSubject<CelQuestion> = {
  name: 'cel',
  questionsEach: 1,
  share: 0.25,
  arbitrary: questionArbitrary,
  async start() {
    const oracle = await startOracle<CelQuestion, CelAnswer>('oracle-cel');
    if (oracle === undefined) return undefined;
    return {
      async compare(questions) {
        const answers = await oracle.ask(questions);
        const differences = questions.map((question, index) => {
          const theirs = answers[index];
          return theirs === undefined ? 'no answer' : celDifference(question, theirs, ourAnswer(question));
        });
        for (const [index, question] of questions.entries())
          if (differences[index] !== undefined && !(await isStable(question, oracle)))
            differences[index] = undefined;
        return differences;
      },
      close: () => oracle.close(),
    };
  },
};

const repetitions = 40;

/** Go walks maps in any order: where upstream gives now this answer and now that, there is nothing to agree with. */
async function isStable(question: CelQuestion, oracle: Oracle<CelQuestion, CelAnswer>): Promise<boolean> {
  const answers = await oracle.ask(Array.from({ length: repetitions }, () => question));
  return answers.every((answer) => isDeepStrictEqual(answer, answers[0]));
}

/** What differs between the two answers to a question, or undefined where nothing does that counts. */
function celDifference(question: CelQuestion, theirs: CelAnswer, ours: CelAnswer): string | undefined {
  if (isStandingDifference(question, theirs, ours)) return undefined;
  const parts = (['outcome', 'type', 'value', 'cost'] as const).filter(
    (part) => !isDeepStrictEqual(theirs[part], ours[part]),
  );
  if (parts.length === 0) return undefined;
  return `${parts.join(', ')} of ${question.expression} (Kubernetes ${question.version}): upstream ${JSON.stringify(theirs)}, ours ${JSON.stringify(ours)}`;
}

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { kubernetesVersions } from '../../../cel/src/index.ts';
import { expressionArbitrary } from '../cel/expression-arbitrary.ts';
import { ourEstimate } from '../cel/ours.ts';
import type { CelAnswer, CelQuestion } from '../cel/question.ts';
import { variableTypes } from '../cel/question-arbitrary.ts';
import { schemaArbitrary } from '../cel/schema-arbitrary.ts';
import { startOracle } from '../oracle.ts';
import type { FuzzSubject } from '../subject.ts';

/** Types and the static estimate of the cost, over an object with a schema, against `k8s.io/apiserver/pkg/cel`. */
export const celCost: FuzzSubject<CelQuestion> = {
  name: 'cel-cost',
  questionsEach: 1,
  share: 0.05,
  arbitrary: fc
    .record({
      expression: expressionArbitrary(),
      version: fc.constantFrom(...kubernetesVersions, '1.37', '1.37', '1.37'),
      schemas: schemaArbitrary,
    })
    .map((question) => ({
      ...(JSON.parse(JSON.stringify(question)) as typeof question),
      estimate: true,
      variables: { oldObject: null, params: null },
      types: variableTypes,
      authorizer: { allow: [], fail: [] },
    })),
  async start() {
    const oracle = await startOracle<CelQuestion, CelAnswer>('oracle-cel');
    if (oracle === undefined) return undefined;
    return {
      async compare(questions) {
        const answers = await oracle.ask(questions);
        return questions.map((question, index) => estimateDifference(question, answers[index]));
      },
      close: () => oracle.close(),
    };
  },
};

function estimateDifference(question: CelQuestion, theirs: CelAnswer | undefined): string | undefined {
  if (theirs?.outcome === 'panic') return undefined;
  const ours = ourEstimate(question);
  const parts = (['outcome', 'type', 'estimate'] as const).filter(
    (part) => !isDeepStrictEqual(theirs?.[part], ours[part]),
  );
  if (parts.length === 0) return undefined;
  return `${parts.join(', ')} of ${question.expression} (Kubernetes ${question.version}): upstream ${JSON.stringify(theirs)}, ours ${JSON.stringify(ours)}`;
}

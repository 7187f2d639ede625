import fc from 'fast-check';
import { parseCalicoSelector } from '../../../src/network/policies/calico-selector.ts';
import { expressionHolds } from '../../../src/network/policies/label-expression.ts';
import type { FuzzSubject } from '../../oracles/subject.ts';
import {
  type CalicoSelectorAnswer,
  type CalicoSelectorQuestion,
  startNetworkOracle,
} from '../oracle/index.ts';
import { calicoSelects } from '../reference/index.ts';

const key = fc.constantFrom('app', 'tier', 'a.b/c-d_e', 'in', 'not', 'has', 'contains');
const value = fc.constantFrom('a', 'b', '', 'ab', 'x y', 'in');
const space = fc.constantFrom('', ' ', '  ', '\t');
const quoted = fc.tuple(value, fc.constantFrom('"', "'")).map(([text, quote]) => quote + text + quote);

const { selector } = fc.letrec<{ selector: string; term: string }>((tie) => ({
  term: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(key, space, fc.constantFrom('==', '!=', 'contains', 'starts with', 'ends with'), space, quoted)
      .map(([name, before, operator, after, text]) => `${name} ${before}${operator}${after}${text}`),
    fc
      .tuple(key, fc.constantFrom('in', 'not in', 'not  in'), fc.array(quoted, { maxLength: 3 }))
      .map(([name, operator, texts]) => `${name} ${operator} {${texts.join(', ')}}`),
    key.map((name) => `has( ${name})`),
    fc.constantFrom('all()', 'global()', 'all( )'),
    tie('selector').map((inner) => `(${inner})`),
    tie('term').map((inner) => `!${inner}`),
    // No selector at all, or hardly one.
    fc.constantFrom('app = "a"', 'app', '"a" == app', 'app == a', ')', 'app in "a"', 'app == "a'),
  ),
  selector: fc
    .array(fc.tuple(tie('term'), fc.constantFrom(' && ', '||', ' || ', '&&')), { minLength: 1, maxLength: 3 })
    .map((terms) => terms.map(([term, joint], index) => (index === 0 ? term : joint + term)).join('')),
}));

const labels = fc.dictionary(key, value, { maxKeys: 3 });

/** Selectors, good and bad, with labels to hold them against. */
export const calicoSelectorQuestion: fc.Arbitrary<CalicoSelectorQuestion> = fc.record({
  selector: fc.oneof({ weight: 20, arbitrary: selector }, fc.constantFrom('', ' ')),
  labels: fc.array(labels, { minLength: 4, maxLength: 4 }),
});

/** The selector language of Calico by the reference, by the engine, and by Calico's own parser. */
export const calicoSelector: FuzzSubject<CalicoSelectorQuestion> = {
  name: 'calico-selector',
  questionsEach: 4,
  arbitrary: calicoSelectorQuestion,
  async start() {
    const oracle = await startNetworkOracle<CalicoSelectorQuestion, CalicoSelectorAnswer>(
      'oracle-calico-selector',
    );
    if (oracle === undefined) return undefined;
    return {
      async compare(questions) {
        const answers = await oracle.ask(questions);
        return questions.map((one, index) => difference(one, answers[index] as CalicoSelectorAnswer));
      },
      close: () => oracle.close(),
    };
  },
};

function difference(
  { selector: text, labels: sets }: CalicoSelectorQuestion,
  theirs: CalicoSelectorAnswer,
): string | undefined {
  const expected = theirs.error === undefined ? theirs.matches : undefined;
  const slow = attempt(() => sets.map((set) => calicoSelects(text, set)));
  const fast = attempt(() => sets.map((set) => expressionHolds(parseCalicoSelector(text), set)));
  return String(slow) === String(expected) && String(fast) === String(expected)
    ? undefined
    : `«${text}»: reference ${slow ?? 'refused'}, engine ${fast ?? 'refused'}, upstream ${expected ?? theirs.error}`;
}

function attempt(evaluate: () => readonly boolean[]): readonly boolean[] | undefined {
  try {
    return evaluate();
  } catch {
    return undefined;
  }
}

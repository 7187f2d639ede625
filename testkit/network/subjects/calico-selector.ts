import fc from 'fast-check';
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

const question: fc.Arbitrary<CalicoSelectorQuestion> = fc.record({
  selector: fc.oneof({ weight: 20, arbitrary: selector }, fc.constantFrom('', ' ')),
  labels: fc.array(labels, { minLength: 4, maxLength: 4 }),
});

/** The selector language of Calico by the reference and by Calico's own parser. */
export const calicoSelector: FuzzSubject<CalicoSelectorQuestion> = {
  name: 'calico-selector',
  questionsEach: 4,
  arbitrary: question,
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
  let ours: readonly boolean[] | undefined;
  try {
    ours = sets.map((set) => calicoSelects(text, set));
  } catch {
    ours = undefined;
  }
  const expected = theirs.error === undefined ? theirs.matches : undefined;
  return String(ours) === String(expected)
    ? undefined
    : `«${text}»: ours ${ours ?? 'refused'}, upstream ${expected ?? theirs.error}`;
}

import fc from 'fast-check';
import {
  compileSelector,
  compileSelectorText,
  type LabelMatcher,
  type LabelSelector,
  SelectorError,
} from '../../../src/cluster/index.ts';
import { startOracle } from '../oracle.ts';
import type { SelectorAnswer, SelectorQuestion } from '../questions.ts';
import type { FuzzSubject } from '../subject.ts';

/** Valid keys: the structured form leaves it to the API server to refuse others, such as `__proto__`. */
const key = fc.constantFrom('app', 'tier', 'example.com/app', 'toString', 'hasOwnProperty', 'constructor');
const value = fc.constantFrom('', 'web', 'api', '1', '2', '10', 'true', 'hasOwnProperty');
const labels = fc.uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name });

/** As JSON.parse makes it: `__proto__` is a key like any other. */
function mapOf(entries: readonly (readonly [string, string])[]): Record<string, string> {
  const text = entries.map(([name, text]) => `${JSON.stringify(name)}:${JSON.stringify(text)}`).join();
  return JSON.parse(`{${text}}`) as Record<string, string>;
}

const requirement = fc.record(
  {
    key,
    operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist', 'in', 'GreaterThan', ''),
    values: fc.oneof({ weight: 3, arbitrary: fc.array(value, { maxLength: 3 }) }, fc.constant(null)),
  },
  { requiredKeys: ['key', 'operator'] },
);

const structured = fc
  .record(
    {
      matchLabels: labels.map(mapOf),
      matchExpressions: fc.array(requirement, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  .map((selector) => ({ selector: selector as LabelSelector }));

const words = [
  'app',
  'tier',
  'example.com/app',
  'in',
  'notin',
  'web',
  'api',
  '1',
  '10',
  '-x',
  'x_',
  '__proto__',
  '!',
  'a..b/c',
];
const symbols = [' ', ',', '=', '==', '!=', '!', '(', ')', '<', '>', '\t', '"'];
const term = fc.oneof(
  key,
  key.map((name) => `!${name}`),
  fc.tuple(key, fc.constantFrom('=', '==', '!=', '>', '<', ' = '), value).map((parts) => parts.join('')),
  fc
    .tuple(key, fc.constantFrom(' in ', ' notin ', ' in', ' IN '), fc.array(value, { maxLength: 3 }))
    .map(([name, operator, values]) => `${name}${operator}(${values.join(',')})`),
);
const text = fc
  .oneof(
    { weight: 3, arbitrary: fc.array(term, { maxLength: 3 }).map((terms) => terms.join(',')) },
    {
      weight: 2,
      arbitrary: fc.array(fc.constantFrom(...words, ...symbols), { maxLength: 8 }).map((all) => all.join('')),
    },
    fc.string({ maxLength: 12 }),
  )
  .map((written) => ({ text: written }));

/** Structured selectors and kubectl's text form, against `k8s.io/apimachinery/pkg/labels` and `LabelSelectorAsSelector`. */
export const selector: FuzzSubject<SelectorQuestion> = {
  name: 'selector',
  questionsEach: 1,
  arbitrary: fc
    .tuple(fc.oneof(structured, text), fc.array(labels.map(mapOf), { minLength: 1, maxLength: 4 }))
    .map(([asked, sets]) => ({ ...asked, labels: sets })),
  async start() {
    const oracle = await startOracle<SelectorQuestion, SelectorAnswer>('oracle-selector');
    if (oracle === undefined) return undefined;
    return {
      async compare(questions) {
        const answers = await oracle.ask(questions);
        return questions.map((question, index) => difference(question, answers[index] ?? {}));
      },
      close: () => oracle.close(),
    };
  },
};

function difference(question: SelectorQuestion, theirs: SelectorAnswer): string | undefined {
  const ours = answer(question);
  const same =
    (ours.error === undefined) === (theirs.error === undefined) &&
    (ours.error !== undefined || ours.matches?.join() === theirs.matches?.join());
  if (same) return undefined;
  return `upstream ${JSON.stringify(theirs)}, ours ${JSON.stringify(ours)}: ${JSON.stringify(question)}`;
}

function answer({ selector: structuredForm, text: written, labels: sets }: SelectorQuestion): SelectorAnswer {
  let matcher: LabelMatcher;
  try {
    matcher = written === undefined ? compileSelector(structuredForm) : compileSelectorText(written);
  } catch (error) {
    if (error instanceof SelectorError) return { error: error.message };
    throw error;
  }
  return { matches: sets.map((set) => matcher(set)) };
}

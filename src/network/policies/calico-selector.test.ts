import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calicoSelects } from '../../../testkit/network/reference/index.ts';
import { calicoSelectorQuestion } from '../../../testkit/network/subjects/calico-selector.ts';
import { CalicoSelectorError, parseCalicoSelector } from './calico-selector.ts';
import {
  expressionHolds,
  expressionText,
  keysOf,
  type LabelExpression,
  withKeys,
} from './label-expression.ts';

const holds = (text: string, labels: Readonly<Record<string, string>>) =>
  expressionHolds(parseCalicoSelector(text), labels);

// https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selector
describe('the language of selectors', () => {
  test.for<[string, boolean]>([
    ['', true],
    ['all()', true],
    ['global()', true],
    ["app == 'web'", true],
    ['app == "web"', true],
    ["app != 'web'", false],
    ["none != 'web'", true],
    ["app in {'db', 'web'}", true],
    ['app in {}', false],
    ["none in {'a'}", false],
    ["app not in {'web'}", false],
    ["none not in {'a'}", true],
    ['has(app)', true],
    ['!has(app)', false],
    ['!!has(app)', true],
    ["app contains 'e'", true],
    ["app starts with 'w'", true],
    ["app ends with 'w'", false],
    ["none contains ''", false],
    ["app == 'db' || app == 'web' && has(none)", false],
    ["(app == 'db' || app == 'web') && has(app)", true],
    ["!(app == 'web') || !has(none)", true],
    ["in == 'x' && has(in)", true],
  ])('CA-07: %s', ([text, expected]) => {
    expect(holds(text, { app: 'web', in: 'x' })).toBe(expected);
  });

  test.for([
    'app',
    'app = "a"',
    'app == a',
    '"a" == app',
    'app in "a"',
    "app in {'a' 'b'}",
    '(app',
    'has()',
    '&& app',
    'app == "a',
    "app == 'a' app == 'b'",
    'app like "a"',
    'all(',
  ])('CA-07: %s is no selector', (text) => {
    expect(() => parseCalicoSelector(text)).toThrow(CalicoSelectorError);
  });

  test('whatever is written is read as the slow evaluator reads it, or refused by both', () => {
    let refused = 0;
    fc.assert(
      fc.property(calicoSelectorQuestion, ({ selector, labels }) => {
        const fast = outcome(() => labels.map((each) => holds(selector, each)));
        expect(fast, selector).toEqual(outcome(() => labels.map((each) => calicoSelects(selector, each))));
        if (fast === 'refused') refused++;
      }),
      { numRuns: 3_000, seed: 20261125 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  test('any text is read or refused with a reason', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`ahs(){}'"=!&| ,.in`) }), (text) => {
        try {
          parseCalicoSelector(text);
        } catch (error) {
          expect(error).toBeInstanceOf(CalicoSelectorError);
        }
      }),
    );
  });
});

const key = fc.constantFrom('app', 'tier');
const value = fc.constantFrom('a', 'b', 'ab', '');
const { expression } = fc.letrec<{ expression: LabelExpression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    key.map((each): LabelExpression => ({ operator: 'has', key: each })),
    fc
      .tuple(key, fc.array(value))
      .map(([each, values]): LabelExpression => ({ operator: 'in', key: each, values })),
    fc
      .tuple(fc.constantFrom('contains', 'starts-with', 'ends-with'), key, value)
      .map(([operator, each, text]): LabelExpression => ({ operator, key: each, text })),
    tie('expression').map((of): LabelExpression => ({ operator: 'not', of })),
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('expression'), { maxLength: 3 }))
      .map(([operator, of]): LabelExpression => ({ operator, of })),
  ),
}));
const labels = fc.dictionary(key, value, { maxKeys: 2 });

describe('expressions', () => {
  test('other keys at both ends change nothing, and only keys that are named matter', () => {
    fc.assert(
      fc.property(expression, labels, (each, set) => {
        const rename = (name: string) => `pcns.${name}`;
        const renamed = Object.fromEntries(Object.entries(set).map(([name, text]) => [rename(name), text]));
        expect(expressionHolds(withKeys(each, rename), renamed)).toBe(expressionHolds(each, set));
        const named = new Set(keysOf(each));
        const rest = Object.fromEntries(Object.entries(set).filter(([name]) => named.has(name)));
        expect(expressionHolds(each, rest)).toBe(expressionHolds(each, set));
      }),
    );
  });

  test('in words', () => {
    expect(
      expressionText(parseCalicoSelector("!has(env) && (app == 'a' || app starts with 'b') && all()")),
    ).toBe('(not has env and (app in (a) or app starts-with b) and everything)');
  });
});

function outcome(evaluate: () => boolean[]): boolean[] | 'refused' {
  try {
    return evaluate();
  } catch {
    return 'refused';
  }
}

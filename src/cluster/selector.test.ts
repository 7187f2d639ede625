import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSelector, type LabelSelector, SelectorError, selectorMatches } from './selector.ts';
import { compileSelectorText, parseSelector } from './selector-parser.ts';

const key = fc.constantFrom('app', 'tier', 'x.io/env');
const value = fc.constantFrom('', 'a', 'b', 'c');
const labels = fc.dictionary(key, value, { noNullPrototype: true });
const requirement = fc.oneof(
  fc.record({
    key,
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selector: fc.Arbitrary<LabelSelector> = fc.record({
  matchLabels: fc.dictionary(key, value, { noNullPrototype: true }),
  matchExpressions: fc.array(
    requirement as fc.Arbitrary<NonNullable<LabelSelector['matchExpressions']>[number]>,
    {
      maxLength: 3,
    },
  ),
});

/** The definition in the API reference, word by word. */
function satisfies(
  labels: Record<string, string>,
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const present = key in labels;
      const listed = values.includes(labels[key] ?? ' absent');
      if (operator === 'In') return present && listed;
      if (operator === 'NotIn') return !present || !listed;
      return operator === 'Exists' ? present : !present;
    })
  );
}

test('a compiled selector answers as the API reference defines it', () => {
  fc.assert(
    fc.property(selector, labels, (selector, labels) => {
      expect(compileSelector(selector)(labels)).toBe(satisfies(labels, selector));
    }),
  );
});

test('empty matches everything, absent nothing; NotIn holds where the key is absent', () => {
  expect(selectorMatches({}, undefined)).toBe(true);
  expect(selectorMatches(undefined, { app: 'a' })).toBe(false);
  expect(selectorMatches(null, {})).toBe(false);
  const notIn: LabelSelector = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['a'] }] };
  expect(selectorMatches(notIn, {})).toBe(true);
  expect(selectorMatches(notIn, null)).toBe(true);
});

test('labels of the prototype are no labels', () => {
  expect(selectorMatches({ matchExpressions: [{ key: 'constructor', operator: 'Exists' }] }, {})).toBe(false);
});

test.each([
  [{ key: 'a', operator: 'In' }],
  [{ key: 'a', operator: 'NotIn', values: [] }],
  [{ key: 'a', operator: 'Exists', values: ['x'] }],
  [{ key: 'a', operator: 'Equals', values: ['x'] }],
])('what no API server accepts is an error: %j', (requirement) => {
  const selector = { matchExpressions: [requirement] } as unknown as LabelSelector;
  expect(() => compileSelector(selector)).toThrow(SelectorError);
});

test.each([
  ['app=web', 'In', ['web']],
  ['app==web', 'In', ['web']],
  ['app != web', 'NotIn', ['web']],
  ['app=', 'In', ['']],
  ['app in (b,a)', 'In', ['a', 'b']],
  ['app notin (in,notin)', 'NotIn', ['in', 'notin']],
  ['app in ()', 'In', ['']],
  ['app in (a,,b)', 'In', ['', 'a', 'b']],
  ['app in (a,)', 'In', ['', 'a']],
  ['app in (a,,,)', 'In', ['', 'a']],
  ['app', 'Exists', []],
  ['!app', 'DoesNotExist', []],
  ['app > 10', 'GreaterThan', ['10']],
])('%s is read as upstream reads it', (text, operator, values) => {
  expect(parseSelector(text)).toEqual([{ key: 'app', operator, values }]);
});

test.each([
  ['app=a,', 6],
  [',app', 0],
  ['app in a', 7],
  ['app in (a b)', 10],
  ['app in (a', 9],
  ['!app=a', 4],
  ['!!app', 1],
  ['app>x', 4],
  ['-app=a', 0],
  ['a/b/c', 0],
  ['/app', 0],
  ['app=a_', 4],
  ['app=a b', 6],
])('%s is refused with the place of the fault', (text, position) => {
  expect(() => parseSelector(text)).toThrowError(
    expect.objectContaining({ code: 'selector-invalid', position }),
  );
});

test('the text form and the structured form of a selector match the same labels', () => {
  fc.assert(
    fc.property(selector, labels, (selector, labels) => {
      const terms = [
        ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`),
        ...(selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
          if (operator === 'Exists') return key;
          if (operator === 'DoesNotExist') return `!${key}`;
          // A list of one empty value is written with nothing between the parentheses.
          return `${key} ${operator.toLowerCase()} (${[...new Set(values)].sort().join(', ')})`;
        }),
      ];
      expect(compileSelectorText(terms.join(' , '))(labels)).toBe(compileSelector(selector)(labels));
    }),
  );
});

test('numbers compare as numbers, and only numbers do', () => {
  expect(compileSelectorText('gen>9')({ gen: '10' })).toBe(true);
  expect(compileSelectorText('gen<9')({ gen: 'x' })).toBe(false);
  expect(compileSelectorText('gen<9')({})).toBe(false);
});

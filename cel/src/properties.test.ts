import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CelError } from './cel-error.ts';
import { types } from './cel-type.ts';
import { kubernetesEnvironment } from './kubernetes-environment.ts';
import { toPlain } from './values/plain.ts';

const environment = kubernetesEnvironment({ variables: { object: types.dyn } });

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}

const object = deepFreeze({
  list: [{ n: 1, s: 'a' }, { n: 2.5 }, { n: null }],
  map: { a: 1, b: [true] },
  text: 'some text',
  number: 7,
});

/** A value, or an error with a code; anything else escapes and fails the property. */
function outcome(source: string): string {
  try {
    const program = environment.compile(source);
    const value = toPlain(program.evaluate({ object }, { costLimit: 100_000 }));
    if (typeof value === 'boolean') program.explain({ object });
    return 'value';
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    error.format(source);
    return error.code;
  }
}

const pieces =
  `object object.list object.map object.text object.number .n .s .?n [0] [?1] ["a"] 1 -1 2u 1.5 "a" b"a" null
  true false [ ] { } ( ) , : ? . + - * / % == != < <= > >= && || ! in has( .all(x, .exists(x, .map(x, .filter(x, x
  .size() size( string( int( .contains( .matches( .split( .join( .orValue( optional.of( quantity( ip( duration( .format(
  .sum() .sort() .sortBy(x, .transformMap(k, v, k v .flatten() lists.range( .replace( .substring( type(`.split(
    /\s+/,
  );

describe('any text', () => {
  test('gives a value or an error with a code', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (source) => outcome(source) !== ''),
      { numRuns: 2000 },
    );
  });

  test('made of pieces of expressions gives a value or an error with a code, and the input stays as it is', () => {
    const before = JSON.stringify(object);
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { maxLength: 30 }),
        (parts) => outcome(parts.join('')) !== '',
      ),
      { numRuns: 10_000 },
    );
    expect(JSON.stringify(object)).toBe(before);
  });

  test('that would take forever or fill the memory ends at a limit', () => {
    expect(outcome('lists.range(1000000000)')).toBe('invalid-argument');
    let doubled = '[1]';
    for (let level = 0; level < 40; level++) doubled = `[${doubled}].map(a, [a, a])[0]`;
    expect(outcome(`${doubled} == ${doubled}`)).toBe('cost-limit');
    expect(outcome(`${doubled}.flatten(70).size() > 0`)).toBe('cost-limit');
    expect(outcome(`'%s'.format([${doubled}])`)).toBe('cost-limit');
    expect(outcome(`[${doubled}].includes(${doubled})`)).toBe('cost-limit');
    expect(outcome(doubled)).toBe('value');
    expect(outcome('"a".matches("^(a+)+$")')).toBe('value');
    expect(outcome(`"${'a'.repeat(5000)}!".matches("^(a+)+$")`)).toBe('value');
    const bomb = Array.from({ length: 30 }, (_, level) => level).reduce(
      (source) => (`[${source}, ${source}]`.length > 90_000 ? source : `[${source}, ${source}]`),
      '1',
    );
    expect(outcome(`${bomb} == ${bomb}`.slice(0, 90_000))).not.toBe('');
    expect(
      outcome(`lists.range(300).map(x, "${'x'.repeat(300)}".replace("", "${'y'.repeat(300)}")).size()`),
    ).not.toBe('');
  });
});

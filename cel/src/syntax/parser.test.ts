import { describe, expect, test } from 'vitest';
import { CelError } from '../cel-error.ts';
import { parseExpression } from './parser.ts';

const options = { optionals: true, twoVariableMacros: true, listMacros: true, bindings: true };

function errorOf(source: string): CelError {
  try {
    parseExpression(source, options);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
  throw new Error(`parsed: ${source}`);
}

/** The operator or kind at the top of the tree. */
function shape(source: string): string {
  const { root } = parseExpression(source, options);
  return root.kind === 'call' ? root.name : root.kind;
}

function nested(count: number): string {
  return '('.repeat(count) + '1' + ')'.repeat(count);
}

/** Grammar: https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
describe('the parser', () => {
  test('binds operators as the grammar has them', () => {
    expect(shape('a + b * c')).toBe('_+_');
    expect(shape('a * b + c')).toBe('_+_');
    expect(shape('a < b == c')).toBe('_==_');
    expect(shape('!a.b')).toBe('!_');
    expect(shape('a || b && c')).toBe('logic');
    expect(shape('a ? b : c ? d : e')).toBe('conditional');
    expect(shape('a in b')).toBe('@in');
  });

  test('every node knows its range', () => {
    const source = 'a.b == "x"\n  && c.all(d, d.e > 1)';
    const { root } = parseExpression(source, options);
    expect(root.kind === 'logic' && root.terms.map(({ start, end }) => source.slice(start, end))).toEqual([
      'a.b == "x"',
      'c.all(d, d.e > 1)',
    ]);
  });

  test('says where it stumbled, with a caret', () => {
    const source = 'object.spec.replicas\n  <= object.limit +';
    expect(errorOf(source).format(source)).toBe(
      [
        'error[syntax]: unexpected end of expression',
        '  --> 2:20',
        '   |   <= object.limit +',
        '   |                    ^',
      ].join('\n'),
    );
  });

  test.each([
    ['', 'unexpected end of expression'],
    ['1 +', 'unexpected end of expression'],
    ['a b', 'unexpected "b"'],
    ['"abc', 'string literal is not closed'],
    ['a.in', 'expected a field name'],
    ['namespace', 'namespace is a reserved word'],
    ['9223372036854775808', 'int literal is out of range'],
    ['18446744073709551616u', 'uint literal is out of range'],
    ['1e400', 'double literal is out of range'],
    ['"\\q"', 'unknown escape sequence'],
    ['"\\ud800"', 'is not a Unicode code point'],
    ['has(a)', 'has() takes a field selection'],
    ['a.all(b.c, true)', 'must be a simple name'],
    ['a.all(x, x, true)', 'must differ'],
    ['a.map(__result__, 1)', 'reserved'],
    ['a # b', 'unexpected character "#"'],
  ])('refuses %j', (source, message) => {
    expect(errorOf(source).message).toContain(message);
    expect(errorOf(source).code).toBe('syntax');
  });

  test('reserved words are field names all the same', () => {
    expect(parseExpression('a.namespace.package', options).root.kind).toBe('select');
    expect(parseExpression('a.`b-c/d.e`', options).root).toMatchObject({ field: 'b-c/d.e' });
  });

  test('nesting has an end: 250 levels, as cel-go', () => {
    expect(parseExpression(nested(200), options).root.kind).toBe('constant');
    expect(errorOf(nested(300)).code).toBe('recursion-limit');
    expect(errorOf(`a${'.b'.repeat(300)}`).code).toBe('recursion-limit');
    expect(errorOf(`1${' + 1'.repeat(300)}`).code).toBe('recursion-limit');
    expect(errorOf('['.repeat(100_000)).code).toBe('recursion-limit');
    expect(errorOf(' '.repeat(100_001)).code).toBe('size-limit');
  });

  test('long chains of && do not nest', () => {
    expect(parseExpression(Array.from({ length: 5000 }, () => 'true').join(' && '), options).root.kind).toBe(
      'logic',
    );
  });

  test('optional syntax can be off', () => {
    expect(() => parseExpression('a.?b', { ...options, optionals: false })).toThrow('not available');
  });
});

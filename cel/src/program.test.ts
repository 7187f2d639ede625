import { describe, expect, test } from 'vitest';
import { CelError } from './cel-error.ts';
import { types } from './cel-type.ts';
import { kubernetesEnvironment } from './kubernetes-environment.ts';
import { createAuthorizer } from './library/authorizer.ts';
import type { EvaluateOptions } from './program.ts';
import { LazyVariables } from './values/lazy-variables.ts';
import { toPlain } from './values/plain.ts';

const environment = kubernetesEnvironment({
  variables: { object: types.dyn, variables: types.dyn, authorizer: types.authorizer, now: types.timestamp },
  libraries: ['bindings'],
});

function evaluate(
  source: string,
  activation: Record<string, unknown> = {},
  options: EvaluateOptions = {},
): unknown {
  return toPlain(environment.compile(source).evaluate(activation, options));
}

function errorOf(
  source: string,
  activation: Record<string, unknown> = {},
  options: EvaluateOptions = {},
): CelError {
  try {
    evaluate(source, activation, options);
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
  throw new Error(`evaluated: ${source}`);
}

function costOf(source: string, activation: Record<string, unknown> = {}): number {
  let cost = -1;
  evaluate(source, activation, { onCost: (used) => (cost = used) });
  return cost;
}

describe('values of the input', () => {
  test('integers of JSON are ints, other numbers doubles', () => {
    expect(evaluate('type(object.a) == int && type(object.b) == double', { object: { a: 1, b: 1.5 } })).toBe(
      true,
    );
  });

  test('ints beyond 2^53 are exact, and overflow of int64 is an error', () => {
    expect(evaluate('9007199254740993 + 2')).toBe('9007199254740995');
    expect(errorOf('9223372036854775807 + object', { object: 1 }).code).toBe('overflow');
    expect(errorOf('0u - 1u').code).toBe('overflow');
  });

  test('keys that every JavaScript object inherits are keys only when they are there', () => {
    const object = JSON.parse('{"__proto__": {"a": 1}, "constructor": "x"}') as unknown;
    expect(evaluate('object.__proto__.a', { object })).toBe(1);
    expect(evaluate('object.constructor', { object })).toBe('x');
    expect(
      evaluate('has(object.constructor) || has(object.toString) || "valueOf" in object', { object: {} }),
    ).toBe(false);
    expect(errorOf('object.toString', { object: {} }).code).toBe('no-such-key');
    expect(errorOf('object.length', { object: [1] }).code).toBe('invalid-argument');
  });

  test('elements keep their identity through joins, filters and indexes', () => {
    const object = { a: [{ n: 1 }], b: [{ n: 2 }] };
    const result = environment
      .compile('(object.a + object.b).filter(x, x.n > 1)')
      .evaluate({ object }) as unknown[];
    expect(result[0]).toBe(object.b[0]);
  });

  test('null is a value, undefined is none', () => {
    expect(
      evaluate('has(object.a) && object.a == null && !has(object.b)', { object: { a: null, b: undefined } }),
    ).toBe(true);
    expect(errorOf('object == null').code).toBe('no-such-attribute');
  });

  test('a Date is a timestamp, and now can be given as an option', () => {
    const now = new Date('2026-01-02T03:04:05.678Z');
    expect(evaluate('now.getMilliseconds()', { now })).toBe(678);
    expect(evaluate('now.getFullYear()', {}, { now })).toBe(2026);
  });
});

describe('lazy values', () => {
  test('are computed once, when first needed', () => {
    let count = 0;
    const object = () => ({ a: ++count });
    expect(evaluate('object.a + object.a', { object })).toBe(2);
    expect(evaluate('true || object.a == 1', { object })).toBe(true);
    expect(count).toBe(1);
  });

  test('of composed variables are kept for the whole set of expressions', () => {
    let count = 0;
    const variables = new LazyVariables(new Map([['x', () => ++count]]));
    expect(evaluate('variables.x + variables.x', { variables })).toBe(2);
    expect(evaluate('variables.x', { variables })).toBe(1);
    expect(evaluate('has(variables.x) && !has(variables.y)', { variables })).toBe(true);
    expect(errorOf('variables.y', { variables }).code).toBe('no-such-key');
  });

  test('that need themselves are an error, not a loop', () => {
    const program = environment.compile('variables.x + 1');
    const activation: { variables: unknown } = { variables: undefined };
    activation.variables = new LazyVariables(new Map([['x', () => program.evaluate(activation)]]));
    expect(errorOf('variables.x', activation).message).toContain('needs itself');
  });

  test('that fail make their use fail, which || absorbs', () => {
    const broken = environment.compile('object.missing');
    const variables = new LazyVariables(new Map([['x', () => broken.evaluate({ object: {} })]]));
    expect(evaluate('variables.x || true', { variables })).toBe(true);
    expect(errorOf('variables.x', { variables })).toMatchObject({
      code: 'no-such-key',
      message: 'composited variable "x" fails to evaluate: no such key: missing',
      range: { start: 0, end: 11 },
    });
  });
});

/** https://github.com/google/cel-spec/blob/master/doc/langdef.md#logical-operators */
describe('errors', () => {
  test.each([
    ['object.x || true', true],
    ['true || object.x', true],
    ['object.x && false', false],
    ['[1, 2].exists(i, object.x || i == 2)', true],
    ['[1, 2].all(i, object.x && i == 3)', false],
    ['object.x.y == 1 ? true : true || true', undefined],
  ])('%s', (source, value) => {
    if (value === undefined) expect(errorOf(source, { object: {} }).code).toBe('no-such-key');
    else expect(evaluate(source, { object: {} })).toBe(value);
  });

  test('the first of several is told, with its place', () => {
    const error = errorOf('object.x || object.y', { object: {} });
    expect(error.message).toBe('no such key: x');
    expect(error.range).toEqual({ start: 0, end: 8, line: 1, column: 1 });
  });

  test.each([
    ['1 / object.zero', 'division-by-zero'],
    ['1 % object.zero', 'modulus-by-zero'],
    ['[1][object.zero + 1]', 'index-out-of-bounds'],
    ['optional.none().value()', 'optional-none'],
    ['int(object.text)', 'conversion'],
    ['object.text.matches(object.text + "(")', 'invalid-regex'],
    ['object.text < object.zero', 'no-matching-overload'],
    ['object.text.charAt(100)', 'invalid-argument'],
  ])('%s has the code %s', (source, code) => {
    expect(errorOf(source, { object: { zero: 0, text: 'text' } }).code).toBe(code);
  });
});

/** Costs are those the API server reports for the same expressions: pkg/cel/library/cost.go and cel-go's runtimecost.go. */
describe('cost', () => {
  const object = { a: { b: 3 }, list: [{ n: 1 }, { n: 2 }], text: 'some string' };

  test.each([
    ['object.a.b', 3],
    ['has(object.a.b)', 2],
    ['has(object.a.b) && object.a.b == 3', 6],
    ["object.text in ['a', 'b']", 2],
    ["object.text == 'some string'", 4],
    ["object.text.contains('str')", 4],
    ["object.text.matches('^s.*g$')", 6],
    ['object.list.all(x, x.n > 0)', 15],
    ['object.list.map(x, x.n)', 31],
    ['[1, 2, 3]', 0],
    ['[object.text]', 12],
    ['object.missing == 1 || true', 3],
    ["quantity('1Gi').isGreaterThan(quantity('500Mi'))", 3],
    ['authorizer.group("").resource("pods").check("get").allowed()', 350004],
  ])('of %s is %i', (source, cost) => {
    const authorizer = createAuthorizer(() => ({ allowed: true }));
    expect(costOf(source, { object, authorizer })).toBe(cost);
  });

  test('beyond the limit the evaluation fails, whatever || could absorb', () => {
    const list = Array.from({ length: 1000 }, (_, index) => index);
    const source = 'object.all(a, object.all(b, object.all(c, a + b + c >= 0))) || true';
    expect(errorOf(source, { object: list }).code).toBe('cost-limit');
    expect(errorOf('object.all(x, x >= 0)', { object: list }, { costLimit: 100 }).code).toBe('cost-limit');
    expect(evaluate('object.all(x, x >= 0)', { object: list }, { costLimit: 10_000 })).toBe(true);
  });

  test('lists joined and texts replaced in loops end before the memory does', () => {
    const list = Array.from({ length: 10_000 }, (_, index) => index);
    expect(errorOf('object.map(x, object + object).size() > 0 || true', { object: list }).code).toBe(
      'memory-limit',
    );
    const text = 'x'.repeat(10_000);
    const source = 'lists.range(1000).map(i, object.replace("", object)).size() > 0';
    expect(errorOf(source, { object: text }).code).toBe('memory-limit');
  });

  test('the interrupt ends long loops', () => {
    const list = Array.from({ length: 1000 }, (_, index) => index);
    let asked = 0;
    const interrupt = () => ++asked === 3;
    expect(errorOf('object.all(x, x >= 0)', { object: list }, { interrupt }).code).toBe('interrupted');
    expect(asked).toBe(3);
  });
});

describe('the authorizer', () => {
  test('is a function the caller gives', () => {
    const questions: unknown[] = [];
    const authorizer = createAuthorizer((question) => {
      questions.push(question);
      return { allowed: question.verb === 'get', reason: 'because' };
    });
    const source =
      'authorizer.serviceAccount("shop", "web").group("apps").resource("deployments").subresource("scale").namespace("shop").name("x").check("get").allowed()';
    expect(evaluate(source, { authorizer })).toBe(true);
    expect(evaluate('authorizer.path("/healthz").check("post").reason()', { authorizer })).toBe('because');
    expect(questions).toEqual([
      {
        verb: 'get',
        serviceAccount: { namespace: 'shop', name: 'web' },
        group: 'apps',
        resource: 'deployments',
        subresource: 'scale',
        namespace: 'shop',
        name: 'x',
      },
      { verb: 'post', path: '/healthz' },
    ]);
  });
});

describe('toPlain', () => {
  test('follows the JSON mapping of CEL', () => {
    expect(
      evaluate(
        `[dyn(1), dyn(2u), dyn(1.0), dyn(b'abc'), dyn(duration('90s')), dyn(timestamp('2020-01-01T00:00:00Z')),
          dyn({1: 'a'}), dyn(optional.none()), dyn(int)].map(x, x)`.replaceAll('dyn(', 'dyn('),
      ),
    ).toEqual([1, 2, 1, 'YWJj', '90s', '2020-01-01T00:00:00Z', { '1': 'a' }, null, 'int']);
  });

  test('gives back what is plain already', () => {
    const object = { a: [1, { b: 'c' }] };
    expect(evaluate('object', { object })).toBe(object);
  });
});

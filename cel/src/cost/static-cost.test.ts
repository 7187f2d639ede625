import { describe, expect, test } from 'vitest';
import { types } from '../cel-type.ts';
import { kubernetesEnvironment } from '../kubernetes-environment.ts';
import { openApiVariables } from '../openapi/openapi-variables.ts';

const object = {
  type: 'object',
  properties: {
    name: { type: 'string', maxLength: 10 },
    tags: { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 10 } },
    open: { type: 'array', items: { type: 'string' } },
    count: { type: 'integer' },
  },
};
const { variables, provider, sizeOfPath } = openApiVariables({ object });
const environment = kubernetesEnvironment({ variables: { ...variables, anything: types.dyn }, provider });

/** Numbers are those of k8s.io/apiserver 0.37; generated questions compare many more. */
describe('the static estimate', () => {
  test.each([
    ['1 + 1', 1n, 1n],
    ['object.count + 1', 3n, 3n],
    ['object.name == "abc"', 3n, 3n],
    ['object.name.matches("a+")', 3n, 7n],
    ['object.tags.all(t, t.startsWith("ab"))', 3n, 28n],
    ['[1, 2, 3].map(x, x + 1)', 63n, 63n],
    ['{"a": 1}.exists(k, k == "a")', 35n, 37n],
    ['object.count > 0 && object.tags.size() > 0', 3n, 7n],
  ])('%s costs %d to %d', (source, min, max) => {
    expect(environment.compile(source).staticCost(sizeOfPath)).toEqual({ min, max });
  });

  test('what has no limit of its own is bounded by the size of a request', () => {
    const { max } = environment.compile('object.open.all(t, t.contains("x"))').staticCost(sizeOfPath);
    expect(max).toBeGreaterThan(10n ** 11n);
    expect(max).toBeLessThan(10n ** 13n);
  });

  test('of a value of unknown size there is no bound', () => {
    expect(environment.compile('anything.all(x, x > 1)').staticCost().max).toBe(2n ** 64n - 1n);
  });

  test('an evaluation costs no more than the most', () => {
    for (const source of ['object.tags.all(t, t.size() > 1)', 'object.tags.map(t, t + object.name).size()']) {
      const program = environment.compile(source);
      const { max } = program.staticCost(sizeOfPath);
      for (const tags of [[], ['a'], Array.from({ length: 5 }, () => 'ten-letter')]) {
        let cost = 0;
        program.evaluate({ object: { name: 'ten-letter', tags } }, { onCost: (used) => (cost = used) });
        expect(cost).toBeGreaterThan(0);
        expect(BigInt(cost)).toBeLessThanOrEqual(max);
      }
    }
  });
});

import { describe, expect, test } from 'vitest';
import { formatType } from '../cel-type.ts';
import { kubernetesEnvironment } from '../kubernetes-environment.ts';
import { openApiVariables } from './openapi-variables.ts';

const { variables, provider, sizeOfPath } = openApiVariables({
  object: {
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        required: ['size'],
        properties: {
          size: { 'x-kubernetes-int-or-string': true },
          'dashed-name': { type: 'boolean' },
          labels: { type: 'object', maxProperties: 3, additionalProperties: { type: 'string' } },
          ports: { type: 'array', items: { type: 'object', properties: { port: { type: 'integer' } } } },
          until: { type: 'string', format: 'date-time' },
          unknown: {},
        },
      },
    },
  },
});
const environment = kubernetesEnvironment({ variables, provider });

/** https://kubernetes.io/docs/reference/using-api/cel/#openapi-v3-validation-schemas */
describe('variables with an OpenAPI schema', () => {
  test.each([
    ['object.spec.size', 'dyn'],
    ['object.spec.dashed__dash__name', 'bool'],
    ['object.spec.labels', 'map(string, string)'],
    ['object.spec.ports[0].port', 'int'],
    ['object.spec.until', 'timestamp'],
    ['object.metadata.name', 'string'],
    ['object.kind', 'string'],
  ])('%s is %s', (source, type) => {
    expect(formatType(environment.compile(source).resultType)).toBe(type);
  });

  test.each(['object.spec.unknown', 'object.spec.sizes', 'object.metadata.labels'])(
    '%s is no field',
    (source) => {
      expect(() => environment.compile(source)).toThrow('undefined field');
    },
  );

  test('sizes are those that are declared, or what fits into a request', () => {
    expect(sizeOfPath(['object', 'spec', 'labels'])).toEqual({ min: 0n, max: 3n });
    expect(sizeOfPath(['object', 'spec', 'labels', '@values'])).toEqual({ min: 0n, max: 3_145_726n });
    expect(sizeOfPath(['object', 'spec', 'ports'])).toEqual({ min: 0n, max: 1_048_575n });
    expect(sizeOfPath(['object', 'nowhere'])).toBeUndefined();
    expect(sizeOfPath(['nothing'])).toBeUndefined();
  });
});

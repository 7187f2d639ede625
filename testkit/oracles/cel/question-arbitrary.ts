import fc from 'fast-check';
import { kubernetesVersions } from '../../../cel/src/index.ts';
import { expressionArbitrary } from './expression-arbitrary.ts';
import type { CelQuestion } from './question.ts';

/** The declared types of the variables that are not dyn. */
export const variableTypes = {
  count: 'int',
  flag: 'bool',
  name: 'string',
  counts: 'list(int)',
  names: 'list(string)',
  limits: 'map(string, int)',
};

const text = fc.constantFrom('web', 'a', '', 'nginx:1.27', 'é', '😀', 'app', 'team-a', '1Gi', '10.0.0.1');
const number = fc.constantFrom(0, 1, -1, 3, 8080, 65_536);

const container = fc.record(
  {
    name: text,
    image: text,
    port: number,
    privileged: fc.boolean(),
    // One entry at most wherever an expression may walk through a map: those of Go have no order.
    a: fc.record({ b: number }),
    ports: fc.array(number, { maxLength: 3 }),
  },
  { requiredKeys: ['name'] },
);

const object = fc.record({
  kind: fc.constant('Deployment'),
  metadata: fc.record(
    {
      name: text,
      creationTimestamp: fc.constant('2024-05-06T07:08:09Z'),
      labels: fc.record({ app: text }, { requiredKeys: [] }),
    },
    { requiredKeys: ['name'] },
  ),
  spec: fc.record(
    {
      replicas: number,
      paused: fc.boolean(),
      ratio: fc.constantFrom(0.5, 2.25, 1e-9),
      nothing: fc.constant(null),
      memory: fc.constantFrom('1Gi', '500m', 'nonsense'),
      args: fc.array(text, { maxLength: 3 }),
      finalizers: fc.array(text, { maxLength: 2 }),
      port: fc.oneof(number, text),
      mixed: fc.array(
        fc.oneof(number, text, fc.boolean(), fc.constant(null), fc.array(number, { maxLength: 2 })),
        {
          maxLength: 3,
        },
      ),
      containers: fc.array(container, { maxLength: 3 }),
    },
    { requiredKeys: ['containers'] },
  ),
});

const variables = fc.record({
  object,
  oldObject: fc.constant(null),
  params: fc.record({ list: fc.array(text, { maxLength: 2 }), text }, { requiredKeys: [] }),
  count: number,
  flag: fc.boolean(),
  name: text,
  counts: fc.array(number, { maxLength: 3 }),
  names: fc.array(text, { maxLength: 3 }),
  limits: fc.record({ a: number }, { requiredKeys: [] }),
});

/** Questions about the value of an expression over an object that looks like one of Kubernetes. */
export const questionArbitrary: fc.Arbitrary<CelQuestion> = fc
  .record({
    expression: expressionArbitrary(),
    version: fc.constantFrom(...kubernetesVersions, '1.37', '1.37', '1.37', '1.37'),
    variables,
  })
  .map((question) => ({
    ...(JSON.parse(JSON.stringify(question)) as typeof question),
    types: variableTypes,
    authorizer: { allow: ['get'], fail: ['boom'] },
  }));

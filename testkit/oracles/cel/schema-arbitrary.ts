import fc from 'fast-check';
import type { OpenApiSchema } from '../../../cel/src/index.ts';

/** A schema with or without limits of its own. */
function limited(
  schema: OpenApiSchema,
  limit: 'maxLength' | 'maxItems' | 'maxProperties',
): fc.Arbitrary<OpenApiSchema> {
  return fc
    .option(fc.constantFrom(0, 1, 5, 63, 1000, 100_000))
    .map((most) => (most === null ? schema : { ...schema, [limit]: most }));
}

const text = fc.oneof(
  limited({ type: 'string' }, 'maxLength'),
  limited({ type: 'string', enum: ['web', 'é', ''] }, 'maxLength'),
);
const integer = fc.constant<OpenApiSchema>({ type: 'integer' });

function list(items: fc.Arbitrary<OpenApiSchema>): fc.Arbitrary<OpenApiSchema> {
  return items.chain((schema) => limited({ type: 'array', items: schema }, 'maxItems'));
}

function object(
  properties: Readonly<Record<string, fc.Arbitrary<OpenApiSchema>>>,
): fc.Arbitrary<OpenApiSchema> {
  return fc
    .record({ properties: fc.record(properties), required: fc.subarray(Object.keys(properties)) })
    .map(({ properties: made, required }) => ({ type: 'object', properties: { ...made }, required }));
}

const container = object({
  name: text,
  image: text,
  port: integer,
  privileged: fc.constant({ type: 'boolean' }),
  ports: list(integer),
  a: object({ b: integer }),
});

const labels = text.chain((schema) =>
  limited({ type: 'object', additionalProperties: schema }, 'maxProperties'),
);

/** Schemas of the variable `object`, with the fields that generated expressions read. */
export const schemaArbitrary: fc.Arbitrary<Readonly<Record<string, OpenApiSchema>>> = fc.record({
  object: object({
    kind: text,
    apiVersion: text,
    metadata: object({
      name: text,
      generateName: text,
      labels,
      creationTimestamp: fc.constantFrom(
        { type: 'string', format: 'date-time' },
        { type: 'string', format: 'date' },
      ),
    }),
    spec: object({
      replicas: integer,
      paused: fc.constant({ type: 'boolean' }),
      ratio: fc.constant({ type: 'number' }),
      nothing: fc.constant({ type: 'string', format: 'duration' }),
      memory: limited({ 'x-kubernetes-int-or-string': true }, 'maxLength'),
      args: list(text),
      finalizers: list(text),
      port: limited({ 'x-kubernetes-int-or-string': true }, 'maxLength'),
      mixed: list(limited({ type: 'string', format: 'byte' }, 'maxLength')),
      containers: list(container),
    }),
  }),
});

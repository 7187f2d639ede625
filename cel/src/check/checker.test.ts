import { describe, expect, test } from 'vitest';
import { CelError } from '../cel-error.ts';
import { type CelType, formatType, types } from '../cel-type.ts';
import { kubernetesEnvironment } from '../kubernetes-environment.ts';
import { escapeFieldName, type SchemaProvider, unescapeFieldName } from '../schema-provider.ts';

const schema: Record<string, Record<string, CelType>> = {
  Pod: { spec: types.object('PodSpec'), labels: types.map(types.string, types.string) },
  PodSpec: {
    hostNetwork: types.bool,
    containers: types.list(types.object('Container')),
    'node-name': types.string,
    namespace: types.string,
  },
  Container: { name: types.string, ports: types.list(types.int) },
};

const provider: SchemaProvider = {
  hasType: (name) => Object.hasOwn(schema, name),
  findField: (typeName, field) => schema[typeName]?.[field],
};

const environment = kubernetesEnvironment({
  variables: { object: types.object('Pod'), params: types.dyn, count: types.int },
  provider,
});

function typeOf(source: string): string {
  return formatType(environment.compile(source).resultType);
}

function errorOf(source: string, resultType?: CelType): CelError {
  try {
    environment.compile(source, resultType === undefined ? {} : { resultType });
  } catch (error) {
    if (error instanceof CelError) return error;
    throw error;
  }
  throw new Error(`compiled: ${source}`);
}

/** https://github.com/google/cel-spec/blob/master/doc/langdef.md#gradual-type-checking */
describe('the type checker', () => {
  test.each([
    ['object.spec.containers[0].name', 'string'],
    ['object.spec.containers.map(c, c.ports)', 'list(list(int))'],
    ['object.spec.containers.filter(c, c.name == "a")', 'list(Container)'],
    ['object.labels.all(k, k.startsWith("a"))', 'bool'],
    ['object.labels.transformMap(k, v, v.size())', 'map(string, int)'],
    ['object.?spec.hostNetwork', 'optional_type(bool)'],
    ['object.labels[?"a"].orValue("b")', 'string'],
    ['params.anything.at.all', 'dyn'],
    ['params.x + 1', 'int'],
    ['[] + [1]', 'list(int)'],
    ['{}', 'map(dyn, dyn)'],
    ['count > 1 ? "a" : "b"', 'string'],
    ['type(count)', 'type(int)'],
    ['PodSpec{hostNetwork: true}', 'PodSpec'],
  ])('%s is %s', (source, type) => {
    expect(typeOf(source)).toBe(type);
  });

  test.each([
    ['object.spec.hostNetwrk', 'undefined-field', "undefined field 'hostNetwrk'", 'hostNetwrk'],
    ['objct.spec', 'undeclared-reference', "undeclared reference to 'objct'", 'objct'],
    [
      'object.spec.frobnicate()',
      'undeclared-reference',
      "undeclared reference to 'frobnicate'",
      'frobnicate',
    ],
    [
      'count + "a"',
      'no-matching-overload',
      "found no matching overload for '_+_' applied to '(int, string)'",
      '+',
    ],
    ['count.startsWith("a")', 'no-matching-overload', "applied to 'int.(string)'", 'startsWith'],
    ['count && true', 'type-mismatch', "expected type 'bool' but found 'int'", 'count'],
    ['count.name', 'type-mismatch', "type 'int' does not support field selection", 'count.name'],
    ['count.all(x, true)', 'type-mismatch', 'cannot be range of a comprehension', 'count'],
    ['[1, "a"]', 'type-mismatch', "expected type 'int' but found 'string'", '"a"'],
    ['[1, params]', 'type-mismatch', "expected type 'int' but found 'dyn'", 'params'],
    ['duration("1 hour")', 'invalid-literal', 'type conversion error', '"1 hour"'],
    ['"a".matches("(")', 'invalid-literal', 'error parsing regexp', '"("'],
    [
      '"%d".format(["a"])',
      'type-mismatch',
      'decimal clause can only be used on integers, was given string',
      '"a"',
    ],
    [
      'PodSpec{hostNetwork: 1}',
      'type-mismatch',
      "expected type of field 'hostNetwork' is 'bool'",
      'hostNetwork',
    ],
    ['Nope{}', 'undeclared-reference', "undeclared reference to 'Nope'", 'Nope{}'],
  ])('%s: %s', (source, code, message, text) => {
    const error = errorOf(source);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(source.slice(error.range.start, error.range.end)).toBe(text);
  });

  test('all errors come at once', () => {
    const error = errorOf('object.a == object.b');
    expect([error, ...error.related].map(({ message }) => message)).toEqual([
      "undefined field 'a'",
      "undefined field 'b'",
    ]);
  });

  test('the result type can be asked for', () => {
    expect(errorOf('count', types.bool).message).toBe('must evaluate to bool, not int');
    expect(environment.compile('params', { resultType: types.bool }).resultType).toEqual(types.dyn);
  });

  test('fields whose names are no identifiers are selected escaped', () => {
    expect(typeOf('object.spec.node__dash__name')).toBe('string');
    const program = environment.compile('object.spec.node__dash__name + object.spec.__namespace__');
    expect(program.evaluate({ object: { spec: { 'node-name': 'a', namespace: 'b' } } })).toBe('ab');
  });

  test('a comprehension variable hides a declared one', () => {
    expect(typeOf('["a"].map(count, count)')).toBe('list(string)');
  });

  test('extend adds variables', () => {
    expect(formatType(environment.extend({ extra: types.string }).compile('extra').resultType)).toBe(
      'string',
    );
  });
});

/** https://kubernetes.io/docs/reference/using-api/cel/#escaping */
describe('escaping of field names', () => {
  test.each([
    ['a', 'a'],
    ['a-b', 'a__dash__b'],
    ['a.b/c', 'a__dot__b__slash__c'],
    ['a__b', 'a__underscores__b'],
    ['namespace', '__namespace__'],
    ['x-y_z', 'x__dash__y_z'],
  ])('%s is %s', (field, escaped) => {
    expect(escapeFieldName(field)).toBe(escaped);
    expect(unescapeFieldName(escaped)).toBe(field);
  });

  test('names with other characters cannot be selected', () => {
    expect(escapeFieldName('a b')).toBeUndefined();
    expect(escapeFieldName('1a')).toBeUndefined();
  });
});

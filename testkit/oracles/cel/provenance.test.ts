import fc from 'fast-check';
import { expect, test } from 'vitest';
import { taggedValue } from '../../../cel/src/conformance/tagged-value.ts';
import {
  CelError,
  kubernetesEnvironment,
  type PartPath,
  type Program,
  type Provenance,
  types,
} from '../../../cel/src/index.ts';
import { questionArbitrary } from './question-arbitrary.ts';

const environment = kubernetesEnvironment({
  version: '1.37',
  variables: Object.fromEntries(
    ['object', 'oldObject', 'params', 'count', 'flag', 'name', 'counts', 'names', 'limits'].map((name) => [
      name,
      types.dyn,
    ]),
  ),
});

test('what an expression does not read changes neither its value nor its error nor its cost', () => {
  let compared = 0;
  fc.assert(
    fc.property(
      questionArbitrary,
      fc.nat(),
      fc.constantFrom<unknown>('else', 77, null, { x: 1 }, ['a', 'b']),
      ({ expression, variables = {} }, pick, other) => {
        const program = compiled(expression);
        if (program === undefined) return;
        const { reads, from } = program.provenance();
        const leaves = pathsOf(variables).filter((path) => !isRead(path, [...reads, ...from]));
        const path = leaves[pick % leaves.length];
        if (path === undefined) return;
        compared++;
        expect(outcome(program, changed(variables, path, other))).toEqual(outcome(program, variables));
      },
    ),
    { numRuns: 5000 },
  );
  expect(compared).toBeGreaterThan(1000);
});

function compiled(expression: string): Program | undefined {
  try {
    return environment.compile(expression);
  } catch (error) {
    if (error instanceof CelError) return undefined;
    throw error;
  }
}

function outcome(program: Program, variables: Readonly<Record<string, unknown>>) {
  let cost = 0;
  try {
    const value = program.evaluate(variables, { onCost: (used) => (cost = used) });
    return { value: JSON.stringify(taggedValue(value)), cost };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { error: error.code, cost };
  }
}

/** Whether a change of the value there may be seen; a `#` sees what is added and removed, and no change of an entry. */
function isRead(path: readonly string[], read: readonly PartPath[]): boolean {
  return read.some((each) => {
    const ofShape = each.at(-1) === '#';
    const way = ofShape ? each.slice(0, -1) : each;
    const common = Math.min(way.length, path.length);
    for (let index = 0; index < common; index++)
      if (way[index] !== '*' && way[index] !== path[index]) return false;
    return path.length <= way.length || !ofShape;
  });
}

/** The ways to all values that hold nothing. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  if (entries.length === 0) return [[...path]];
  return entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

function changed(
  value: unknown,
  [step, ...below]: readonly string[],
  other: unknown,
): Record<string, unknown> {
  if (step === undefined) return other as Record<string, unknown>;
  if (Array.isArray(value))
    return value.map((inner: unknown, index) =>
      String(index) === step ? changed(inner, below, other) : inner,
    ) as unknown as Record<string, unknown>;
  const map = value as Record<string, unknown>;
  return { ...map, [step]: changed(map[step], below, other) };
}

const told = (expression: string): Provenance | undefined => compiled(expression)?.provenance();

test.each<[string, string[], string[]]>([
  ['object.spec.replicas > 1', ['object.spec.replicas'], []],
  ['has(object.spec.a) || object.?b.orValue("") == "x"', ['object.spec.a', 'object.b', 'object.b.#'], []],
  [
    'object.spec.containers.all(c, c.image.contains(params.text))',
    ['object.spec.containers.#', 'object.spec.containers.*.image', 'params.text'],
    [],
  ],
  [
    'object.spec.containers.filter(c, c.port == 1)',
    ['object.spec.containers.#', 'object.spec.containers.*.port'],
    ['object.spec.containers'],
  ],
  ['object.spec["a"][params.text]', ['params.text', 'object.spec.a.#'], ['object.spec.a.*']],
  ['object.spec.?a.optMap(x, x.b)', ['object.spec.a.#'], ['object.spec.a.b']],
  ['1 + 1 == 2', [], []],
])('%s', (expression, reads, from) => {
  const provenance = told(expression);
  expect(provenance?.reads.map((path) => path.join('.')).sort()).toEqual(reads.toSorted());
  expect(provenance?.from.map((path) => path.join('.')).sort()).toEqual(from.toSorted());
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kubernetesEnvironment, types } from '../index.ts';

const environment = () => kubernetesEnvironment({ version: '1.30', variables: { list: types.dyn } });

const expressions = [
  "list.map(c, (c.?command.orValue([]) + c.?args.orValue([])).join(' '))",
  "list.map(c, ' ' + (c.?command.orValue([]) + c.?args.orValue([])).join(' ') + ' ')",
  "list.map(item, (item.?args.orValue([]) + item.?command.orValue([])).join(' '))",
  "list.exists(c, (c.command + c.args).join('\\n').contains('b'))",
  "list.all(c, c.args.join('') == c.args.join(' '))",
  'list.map(c, [c.command.join()].map(args, c.args.join()))',
];

const word = fc.constantFrom('a', 'b', 'é', '😀', '');
const words = fc.oneof(
  { weight: 5, arbitrary: fc.array(word, { maxLength: 3 }) },
  fc.constantFrom('text', 3, null, [3], { a: 'b' }),
);
const container = fc.oneof(
  { weight: 8, arbitrary: fc.record({ command: words, args: words }, { requiredKeys: [] }) },
  fc.constantFrom('text', null, 3),
);

function outcome(
  program: ReturnType<ReturnType<typeof environment>['compile']>,
  list: unknown,
  costLimit: number,
) {
  let cost = 0;
  const options = { costLimit, onCost: (used: number) => (cost = used) };
  try {
    return [program.evaluate({ list }, options), cost];
  } catch (error) {
    return [String(error), cost];
  }
}

test('a text made before has the value, the cost and the errors of one that is made anew', () => {
  const shared = environment();
  const programs = expressions.map((source) => shared.compile(source));
  fc.assert(
    fc.property(
      fc.array(container, { maxLength: 3 }),
      fc.integer({ min: 0, max: 120 }),
      (list, costLimit) => {
        for (const program of [...programs, ...programs]) {
          const alone = environment().compile(program.source);
          expect(outcome(program, list, costLimit)).toEqual(outcome(alone, list, costLimit));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('more objects than are kept change no value', () => {
  const [program] = expressions.map((source) => environment().compile(source));
  const list = Array.from({ length: 500 }, (_, index) => ({ args: [String(index)] }));
  expect(program?.evaluate({ list })).toEqual(list.map(({ args }) => args[0]));
  expect(program?.evaluate({ list })).toEqual(list.map(({ args }) => args[0]));
});

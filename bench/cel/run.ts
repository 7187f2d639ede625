import { kubernetesEnvironment, types } from '../../cel/src/index.ts';
import { deployment } from './deployment.ts';
import { engines } from './engines.ts';
import { expressions } from './expressions.ts';

/** Microseconds of CPU for one call of `work`: time in which the process waited for a busy machine does not count. */
function measure(work: () => void, milliseconds: number): number {
  const start = process.cpuUsage();
  let count = 0;
  let used = 0;
  while (used < milliseconds * 1000) {
    for (let repeat = 0; repeat < 20; repeat++) work();
    count += 20;
    const { user, system } = process.cpuUsage(start);
    used = user + system;
  }
  return used / count;
}

/** The best of several rounds, as noise only ever adds; all take turns, so that noise meets all. */
function best(works: readonly (() => void)[], milliseconds = 150, rounds = 12): number[] {
  const results = works.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    for (const [index, work] of works.entries()) {
      results[index] = Math.min(results[index] ?? Infinity, measure(work, milliseconds));
    }
  }
  return results;
}

const format = (number: number) => number.toFixed(1).padStart(9);

function compareEngines(): void {
  const object = deployment();
  console.log(`12 expressions on a Deployment of ${JSON.stringify(object).length} bytes, µs for all twelve`);
  const evaluations = engines.map((engine) => {
    const input = engine.convert(object);
    const programs = expressions.map((expression) => engine.compile(expression));
    for (const [index, program] of programs.entries()) {
      if (program(input) !== true) throw new Error(`${engine.name}: ${expressions[index]} is not true`);
    }
    return () => {
      for (const program of programs) program(input);
    };
  });
  const compilations = engines.map((engine) => () => {
    for (const expression of expressions) engine.compile(expression);
  });
  const evaluation = best(evaluations);
  const compilation = best(compilations, 100, 5);
  for (const [index, engine] of engines.entries()) {
    const own = evaluation[index] ?? 0;
    const ratio = (own / (evaluation[0] ?? own)).toFixed(1);
    const each = (compilation[index] ?? 0) / expressions.length;
    console.log(
      `${engine.name.padEnd(22)}${format(own)} µs  ${ratio.padStart(5)}x   compile ${format(each)} µs each`,
    );
  }
}

/** What one admission request or one changed object costs in a cluster with many policies. */
function manyPolicies(): void {
  const text = JSON.stringify(deployment());
  const environment = kubernetesEnvironment({ variables: { object: types.dyn } });
  const programs = Array.from({ length: 60 }, (_, index) =>
    environment.compile(expressions[index % expressions.length] ?? 'true'),
  );
  const object: unknown = JSON.parse(text);
  const [evaluation = 0, parsing = 0] = best([
    () => {
      for (const program of programs) program.evaluate({ object });
    },
    () => {
      JSON.parse(text);
    },
  ]);
  console.log(`60 policies: ${format(evaluation)} µs, and JSON.parse of the object ${format(parsing)} µs`);
}

/** RE2: time grows with the text, not with its combinations. */
function regularExpressions(): void {
  const program = kubernetesEnvironment({ variables: { text: types.string } }).compile(
    "text.matches('^(a+)+$')",
  );
  for (const length of [30, 3_000, 30_000]) {
    const text = `${'a'.repeat(length)}!`;
    const [time = 0] = best([() => program.evaluate({ text }, { costLimit: Infinity })], 100, 3);
    console.log(`'^(a+)+$' on ${String(length).padStart(6)} characters: ${format(time)} µs`);
  }
}

compareEngines();
manyPolicies();
regularExpressions();

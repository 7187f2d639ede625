import { kubernetesEnvironment, types } from '../../cel/src/index.ts';
import { deployment } from './deployment.ts';
import { engines } from './engines.ts';
import { expressions } from './expressions.ts';

/** Microseconds for one call of `work`: the best of several rounds, as noise only ever adds. */
function microseconds(work: () => void, milliseconds = 300, rounds = 7): number {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const until = performance.now() + milliseconds;
    const start = performance.now();
    let count = 0;
    while (performance.now() < until) {
      for (let repeat = 0; repeat < 20; repeat++) work();
      count += 20;
    }
    best = Math.min(best, ((performance.now() - start) * 1000) / count);
  }
  return best;
}

const format = (number: number) => number.toFixed(1).padStart(9);

function compareEngines(): void {
  const object = deployment();
  console.log(`12 expressions on a Deployment of ${JSON.stringify(object).length} bytes, µs for all twelve`);
  const baseline: number[] = [];
  for (const engine of engines) {
    const input = engine.convert(object);
    const programs = expressions.map((expression) => engine.compile(expression));
    for (const [index, program] of programs.entries()) {
      if (program(input) !== true) throw new Error(`${engine.name}: ${expressions[index]} is not true`);
    }
    const evaluation = microseconds(() => {
      for (const program of programs) program(input);
    });
    const compilation =
      microseconds(() => {
        for (const expression of expressions) engine.compile(expression);
      }) / expressions.length;
    baseline.push(evaluation);
    const ratio = evaluation / (baseline[0] ?? evaluation);
    console.log(
      `${engine.name.padEnd(22)}${format(evaluation)} µs   ${ratio.toFixed(1)}x   compile ${format(compilation)} µs each`,
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
  const start = process.cpuUsage();
  const object: unknown = JSON.parse(text);
  const evaluation = microseconds(() => {
    for (const program of programs) program.evaluate({ object });
  });
  const parsing = microseconds(() => {
    JSON.parse(text);
  });
  const used = process.cpuUsage(start);
  console.log(
    `60 policies: ${format(evaluation)} µs, and JSON.parse ${format(parsing)} µs (${used.user / 1e6} s CPU measured)`,
  );
}

/** RE2: time grows with the text, not with its combinations. */
function regularExpressions(): void {
  const program = kubernetesEnvironment({ variables: { text: types.string } }).compile(
    "text.matches('^(a+)+$')",
  );
  for (const length of [30, 3_000, 30_000]) {
    const text = `${'a'.repeat(length)}!`;
    const time = microseconds(() => program.evaluate({ text }, { costLimit: Infinity }), 100, 3);
    console.log(`'^(a+)+$' on ${String(length).padStart(6)} characters: ${format(time)} µs`);
  }
}

compareEngines();
manyPolicies();
regularExpressions();

// `node scripts/fuzz.ts [NAME…] [--seconds N] [--seed N]`: compares with upstream's own packages until the time is up.
import { parseArgs } from 'node:util';
import { fuzzes } from '../testkit/oracles/subjects/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const seconds = Number(values.seconds);
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const known = fuzzes.map(({ name }) => name);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0 || !(seconds > 0) || !Number.isInteger(seed)) {
  process.stderr.write(`usage: fuzz [${known.join('|')}…] [--seconds N] [--seed N]\n`);
  process.exit(2);
}

let differing = 0;
for (const { name, run } of fuzzes) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const started = Date.now();
  const outcome = await run({
    seed,
    questions: Number.POSITIVE_INFINITY,
    milliseconds: seconds * 1000,
  });
  if (outcome === undefined) process.exit(2);
  const { questions, disagreements } = outcome;
  const took = (Date.now() - started) / 1000;
  process.stdout.write(
    `${name}: ${questions.toLocaleString('en-US')} questions in ${took.toFixed(0)} s, seed ${seed}, ${disagreements.length === 0 ? 'no difference' : 'DIFFERENT'}\n`,
  );
  for (const { difference, file } of disagreements)
    process.stdout.write(`  ${difference}\n  kept in ${file}\n`);
  differing += disagreements.length;
}
process.exit(differing === 0 ? 0 : 1);

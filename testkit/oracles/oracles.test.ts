import { describe, expect, test } from 'vitest';
import { kubeboxBinary } from '../cluster/binary.ts';
import { startOracle } from './oracle.ts';
import type { QuantityAnswer, QuantityQuestion } from './questions.ts';
import { fuzzes } from './subjects/index.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const questions = Number(process.env['FUZZ_QUESTIONS'] ?? 20_000);
const available = (await kubeboxBinary()) !== undefined;

// Kept cases first, then generated ones. What differs is shrunk, kept, and named in the failure.
describe.skipIf(!available)(`upstream's own packages say the same (FUZZ_SEED=${seed})`, () => {
  test.for([...fuzzes])('$name', { timeout: 120_000 }, async ({ name, share, run }) => {
    const asked = Math.ceil(questions * share);
    const outcome = await run({ seed, questions: asked });
    expect(outcome?.disagreements).toEqual([]);
    expect(outcome?.questions, name).toBeGreaterThanOrEqual(asked);
  });
});

describe.skipIf(!available)('an oracle', () => {
  test('answers in order, after a question that it cannot read as well', async () => {
    const oracle = await startOracle<QuantityQuestion, QuantityAnswer>('oracle-quantity');
    try {
      const broken = oracle?.ask([{ left: 1 as unknown as string, right: '1' }]);
      await expect(broken).rejects.toThrow('oracle-quantity: question: json');
      const answers = await oracle?.ask(['1', '2', '3'].map((left) => ({ left, right: '2' })));
      expect(answers?.map(({ compare }) => compare)).toEqual([-1, 0, 1]);
      expect(await oracle?.ask([])).toEqual([]);
    } finally {
      await oracle?.close();
    }
    await expect(oracle?.ask([{ left: '1', right: '1' }])).rejects.toThrow('has ended (exit 0)');
  });

  test('that does not exist says what the process said', async () => {
    const oracle = await startOracle('oracle-nothing');
    await expect(oracle?.ask([{}])).rejects.toThrow('unknown component oracle-nothing');
  });
});

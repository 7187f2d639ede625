import { describe, expect, test } from 'vitest';
import { kubeboxBinary } from '../../../testkit/index.ts';
import { fuzzOf } from '../../../testkit/oracles/index.ts';
import { rbac } from '../../../testkit/oracles/subjects/rbac.ts';

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const questions = Number(process.env['FUZZ_QUESTIONS'] ?? 400_000);
const available = (await kubeboxBinary()) !== undefined;

describe.skipIf(!available)(
  `upstream's RBAC authorizer, subject locator and rule comparison (FUZZ_SEED=${seed})`,
  () => {
    test('say the same to generated questions', { timeout: 60_000 }, async () => {
      const outcome = await fuzzOf(rbac).run({ seed, questions, milliseconds: 25_000 });
      expect(outcome?.disagreements).toEqual([]);
      // A slow machine asks less, never nothing.
      expect(outcome?.questions).toBeGreaterThan(50_000);
    });
  },
);

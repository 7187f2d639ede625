import fc from 'fast-check';
import { keepCase, keptCases } from './kept-cases.ts';
import type { Comparison, FuzzSubject } from './subject.ts';

export interface FuzzOptions {
  readonly seed: number;
  /** Questions to ask at least, unless the time is up before. */
  readonly questions: number;
  /** Counted from the first question. */
  readonly milliseconds?: number;
}

export interface FuzzOutcome {
  readonly questions: number;
  /** The smallest question that was found for each difference. */
  readonly disagreements: readonly { readonly difference: string; readonly file: string }[];
}

/** A subject ready to be run, whatever its questions look like. */
export interface Fuzz {
  readonly name: string;
  readonly share: number;
  /** @returns undefined where Go is missing */
  run(options: FuzzOptions): Promise<FuzzOutcome | undefined>;
}

export function fuzzOf<Question>(subject: FuzzSubject<Question>): Fuzz {
  return {
    name: subject.name,
    share: subject.share ?? 1,
    async run(options) {
      const comparison = await subject.start();
      if (comparison === undefined) return undefined;
      try {
        return await runSubject(subject, comparison, options);
      } finally {
        await comparison.close();
      }
    },
  };
}

const batch = 64;

/**
 * Asks the kept cases of a subject, then generated ones until enough were asked. The first batch that differs is shrunk to
 * its smallest question, which becomes a kept case, and ends the run.
 */
async function runSubject<Question>(
  subject: FuzzSubject<Question>,
  comparison: Comparison<Question>,
  { seed, questions, milliseconds = Number.POSITIVE_INFINITY }: FuzzOptions,
): Promise<FuzzOutcome> {
  const deadline = Date.now() + milliseconds;
  const kept = keptCases<Question>(subject.name);
  const again = (await comparison.compare(kept)).flatMap((difference) =>
    difference === undefined ? [] : { difference, file: `a kept case of ${subject.name}` },
  );
  let asked = kept.length * subject.questionsEach;
  if (again.length > 0) return { questions: asked, disagreements: again };
  for (let round = 0; asked < questions && Date.now() < deadline; round++) {
    const values = fc.sample(subject.arbitrary, { seed: seed + round, numRuns: batch });
    const differences = await comparison.compare(values);
    asked += values.length * subject.questionsEach;
    const first = differences.findIndex((difference) => difference !== undefined);
    if (first >= 0) {
      const found = await shrink(subject, comparison, seed + round);
      const question = found ?? (values[first] as Question);
      const [difference = differences[first] ?? ''] = await comparison.compare([question]);
      return { questions: asked, disagreements: [{ difference, file: keepCase(subject.name, question) }] };
    }
  }
  return { questions: asked, disagreements: [] };
}

/** The smallest question that still differs; undefined where none does alone and a second time. */
async function shrink<Question>(
  subject: FuzzSubject<Question>,
  comparison: Comparison<Question>,
  seed: number,
): Promise<Question | undefined> {
  const property = fc.asyncProperty(subject.arbitrary, async (question) => {
    const [difference] = await comparison.compare([question]);
    return difference === undefined;
  });
  const { counterexample } = await fc.check(property, { seed, numRuns: batch });
  return counterexample?.[0];
}

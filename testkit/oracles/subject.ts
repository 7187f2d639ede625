import type fc from 'fast-check';

/** Something of ours that is compared with upstream's answer to generated questions. */
export interface FuzzSubject<Question> {
  readonly name: string;
  /** How many questions of the oracle one generated value stands for. */
  readonly questionsEach: number;
  /** The part of a test run's questions that it is asked, where a question takes milliseconds; all unless given. */
  readonly share?: number;
  readonly arbitrary: fc.Arbitrary<Question>;
  /**
   * Starts what the comparison needs.
   * @returns undefined where Go is missing
   */
  start(): Promise<Comparison<Question> | undefined>;
}

export interface Comparison<Question> {
  /** One entry for each question: what differs, or undefined where both sides say the same. */
  compare(questions: readonly Question[]): Promise<(string | undefined)[]>;
  close(): Promise<void>;
}

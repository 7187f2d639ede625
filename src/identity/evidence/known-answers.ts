import type { Answer } from './answer.ts';
import { awsAnswers } from './aws-answers.ts';
import { azureAnswers } from './azure-answers.ts';
import { googleAnswers } from './google-answers.ts';

const answers: readonly Answer[] = [...awsAnswers, ...azureAnswers, ...googleAnswers];

/** The answer that a value is, known by what it has; undefined for everything else. */
export function knownAnswer(value: unknown): Answer | undefined {
  const record =
    typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  return answers.find(({ recognise }) => recognise(record));
}

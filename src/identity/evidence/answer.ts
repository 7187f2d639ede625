import type { Static, TSchema } from 'typebox';
import type { EvidenceLists, EvidenceSource } from './model.ts';

/** One kind of answer of a cloud's command line: how it is recognised, what it must have, and what it says. */
export interface Answer {
  /** The command that prints it. */
  readonly command: string;
  /** The one field, or the several, that no other answer has. */
  readonly recognise: (value: Readonly<Record<string, unknown>>) => boolean;
  readonly schema: TSchema;
  readonly take: (value: never, lists: EvidenceLists, source: EvidenceSource) => void;
}

/** An answer with the type of its schema. */
export function answer<Schema extends TSchema>(parts: {
  readonly command: string;
  readonly recognise: Answer['recognise'];
  readonly schema: Schema;
  readonly take: (value: Static<Schema>, lists: EvidenceLists, source: EvidenceSource) => void;
}): Answer {
  return parts as Answer;
}

/** Whether a value has all of these fields. */
export function has(...fields: readonly string[]): Answer['recognise'] {
  return (value) => fields.every((field) => field in value);
}

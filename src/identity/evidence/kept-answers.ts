import { Check, Clean } from 'typebox/value';
import { knownAnswer } from './known-answers.ts';
import type { EvidenceDocument } from './read-evidence.ts';

/**
 * Of saved answers what is read here, to keep with a snapshot: values that are known, with the fields that are looked at and
 * no others, and tables of groups. So neither tags nor scripts of machines nor policies that nobody asked for go along.
 */
export function keptAnswers(documents: readonly EvidenceDocument[]): EvidenceDocument[] {
  return documents.flatMap((document): EvidenceDocument[] => {
    const { file, savedAt } = document;
    if ('rows' in document) return [{ file, savedAt, rows: document.rows }];
    const values = document.values.flatMap(keptValue);
    return values.length === 0 ? [] : [{ file, savedAt, values }];
  });
}

function keptValue(value: unknown): unknown[] {
  if (!Array.isArray(value)) return keptAnswer(value);
  const kept = value.flatMap(keptAnswer);
  return kept.length === 0 ? [] : [kept];
}

function keptAnswer(value: unknown): unknown[] {
  const schema = knownAnswer(value)?.schema;
  return schema === undefined || !Check(schema, value) ? [] : [Clean(schema, structuredClone(value))];
}

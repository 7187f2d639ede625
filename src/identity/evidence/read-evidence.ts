import { Check, Errors } from 'typebox/value';
import type { Problem } from '../../cluster/index.ts';
import { evidenceProblem } from './errors.ts';
import { knownAnswer } from './known-answers.ts';
import { type Evidence, type EvidenceLists, type EvidenceSource, emptyEvidence } from './model.ts';

/** The content of one file: values of JSON, or rows of a table with the line they stand in. */
export type EvidenceDocument = EvidenceSource &
  (
    | { readonly values: readonly unknown[] }
    | { readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[] }
  );

const oldestDays = 30;
const day = 86_400_000;

/**
 * What saved answers say. An answer is known by what it has and not by the name of its file; a file may hold several, one
 * after another. What is not recognised, or is not as its command prints it, is a problem with the file and what was
 * expected, and everything else counts.
 *
 * @param now milliseconds since 1970, to say which files are old
 */
export function readEvidence(
  documents: readonly EvidenceDocument[],
  now: number,
): { readonly evidence: Evidence; readonly problems: readonly Problem[] } {
  const lists = emptyEvidence();
  const problems: Problem[] = [];
  for (const document of documents) {
    const { file, savedAt } = document;
    const found = new Set<string>();
    const read = { lists, source: { file, savedAt }, found, problems };
    if ('rows' in document) readGroups(document.rows, read);
    else for (const value of document.values) readValue(value, read);
    if (found.size === 0) continue;
    lists.files.push({ file, savedAt, answers: [...found] });
    const days = Math.floor((now - Date.parse(savedAt)) / day);
    if (days > oldestDays)
      problems.push(evidenceProblem('evidence-old', file, `it was saved ${days} days ago`));
  }
  return { evidence: lists, problems };
}

interface Reading {
  readonly lists: EvidenceLists;
  readonly source: EvidenceSource;
  readonly found: Set<string>;
  readonly problems: Problem[];
}

function readValue(value: unknown, reading: Reading): void {
  const { problems, source } = reading;
  if (Array.isArray(value)) {
    if (value.length === 0)
      problems.push(
        evidenceProblem('evidence-empty', source.file, 'it is an empty list, which any command can print'),
      );
    for (const [index, row] of value.entries()) readAnswer(row, `[${index}]`, reading);
  } else readAnswer(value, '', reading);
}

function readAnswer(value: unknown, place: string, { lists, source, found, problems }: Reading): void {
  const known = knownAnswer(value);
  if (known === undefined) {
    const fields = Object.keys(typeof value === 'object' && value !== null ? value : {})
      .slice(0, 5)
      .join(', ');
    const what = fields === '' ? 'it has no fields' : `it has the fields ${fields}`;
    problems.push(
      evidenceProblem(
        'evidence-unknown',
        source.file,
        `${place === '' ? '' : `${place}: `}no answer that is known: ${what}`,
      ),
    );
    return;
  }
  if (!Check(known.schema, value)) {
    const [error] = Errors(known.schema, value);
    const where = `${place}${error?.instancePath ?? ''}`;
    problems.push(
      evidenceProblem(
        'evidence-malformed',
        source.file,
        `${where === '' ? '' : `${where}: `}not as ${known.command} prints it: ${error?.message ?? 'another shape'}`,
      ),
    );
    return;
  }
  known.take(value as never, lists, source);
  found.add(known.command);
}

function readGroups(rows: readonly { line: number; cells: readonly string[] }[], reading: Reading): void {
  const { lists, source, found, problems } = reading;
  const [head, ...members] = rows;
  const names = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const at = { group: names.indexOf('group'), user: names.indexOf('user') };
  if (at.group < 0 || at.user < 0) {
    problems.push(
      evidenceProblem(
        'evidence-malformed',
        source.file,
        'its first line does not name the columns group and user',
      ),
    );
    return;
  }
  found.add('groups');
  for (const { line, cells } of members) {
    const group = cells[at.group] ?? '';
    const user = cells[at.user] ?? '';
    if (group === '' || user === '')
      problems.push(
        evidenceProblem('evidence-malformed', source.file, `line ${line}: a row has a group and a user`),
      );
    else lists.groupMembers.push({ group, user, ...source });
  }
}

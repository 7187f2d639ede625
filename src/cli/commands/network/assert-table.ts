import type { AssertionsDocument } from '../../../network/index.ts';
import { counted, wrap } from '../../../report/index.ts';
import { linesText } from '../../shown-text.ts';
import {
  type AssertionRow,
  assertionText,
  countsText,
  verdictWords,
  witnessReasons,
  witnessText,
} from './assert-document.ts';

const width = 80;
const order = ['broken', 'unknown', 'holds'] as const;

/** Broken ones first, each with what breaks it; then what is not known, and what holds. */
export function assertionsTable({ clusters, file, basis }: AssertionsDocument): string {
  return linesText(
    clusters.flatMap(({ name, error, facts, unread, assertions }) => {
      if (error !== undefined) return [...wrap(`${name}: not read: ${error}`, width), ''];
      const sorted = order.flatMap((verdict) => assertions.filter((each) => each.verdict === verdict));
      return [
        ...wrap(`Assertions of ${file.path} in ${name}: ${countsText(assertions)}.`, width),
        '',
        ...sorted.flatMap(rowLines),
        ...[...facts.map(capital), ...unread.map((each) => `Not read: ${each}.`)].flatMap((line) =>
          wrap(line, width),
        ),
        ...wrap(`${capital(basis)}.`, width),
        '',
      ];
    }),
  );
}

const marks = { broken: '✗', unknown: '?', holds: '✓' } as const;

function rowLines(row: AssertionRow): string[] {
  const { id, reason, verdict, reasons, witnesses, more, policies } = row;
  const details = [
    `${assertionText(row)}${reason === undefined ? '' : ` (${reason})`}`,
    ...reasons.map((each) => `not known: ${each}`),
    ...(verdict === 'holds' && policies.length > 0
      ? [`relies on ${counted(policies.length, 'policy', 'policies')}`]
      : []),
  ];
  return [
    ...hanging(`${marks[verdict]} ${verdictWords[verdict]}  ${id}`, 0),
    ...details.flatMap((line) => hanging(line, 4)),
    ...witnesses.flatMap((witness) => [
      ...hanging(witnessText(witness), 4),
      ...witnessReasons(witness).flatMap((line) => hanging(line, 6)),
    ]),
    ...(more ? ['    and perhaps more'] : []),
    '',
  ];
}

function hanging(text: string, indent: number): string[] {
  return wrap(text, width - indent).map((line) => `${' '.repeat(indent)}${line}`);
}

export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

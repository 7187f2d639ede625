import type { AssertionsDocument } from '../../../network/index.ts';
import type { JunitCase } from '../../../report/index.ts';
import { formatJunitSuites } from '../../admission/junit.ts';
import { type AssertionRow, assertionText, witnessReasons, witnessText } from './assert-document.ts';

/** A suite for each cluster and a case for each assertion: broken is a failure, not known an error. */
export function assertionsJunit({ clusters, file }: AssertionsDocument): string {
  const suites = clusters.map(({ name, error, unread, assertions }) => ({
    name,
    cases: [
      ...(error === undefined ? [] : [{ name: 'cluster is read', status: 'error', summary: error } as const]),
      ...unread.map((each) => ({ name: 'everything is read', status: 'error', summary: each }) as const),
      ...assertions.map((row) => caseOf(row, file.path)),
    ],
  }));
  return formatJunitSuites(suites, 'plimsoll network assert');
}

const statuses = { holds: 'passed', broken: 'failure', unknown: 'error' } as const;

function caseOf(row: AssertionRow, file: string): JunitCase {
  const { id, verdict, reasons, witnesses } = row;
  const status = statuses[verdict];
  if (status === 'passed') return { name: id, file, status };
  return {
    name: id,
    file,
    status,
    summary: [verdict === 'broken' ? `broken: ${assertionText(row)}` : 'not known', ...reasons].join('; '),
    detail: [row.reason ?? '', ...witnesses.flatMap((each) => [witnessText(each), ...witnessReasons(each)])]
      .filter((line) => line !== '')
      .join('\n'),
  };
}

import type { ReportWorkload } from '../../../src/report/schema.ts';
import { countBySeverity, countVerdict } from '../model/counts.ts';
import { type FindingRow, severities } from '../model/model.ts';
import { count, counted } from '../words/number.ts';
import type { Sentence } from '../words/sentence.ts';

/** `Deployment payments/api fails 7 checks, 2 of them critical. Change it at Helm release shop/api.` */
export function subjectSentence(
  object: { readonly kind: string; readonly namespace: string; readonly name: string },
  rows: readonly FindingRow[],
  workload: ReportWorkload | undefined,
): Sentence {
  const name = `${object.kind} ${object.namespace ? `${object.namespace}/` : ''}${object.name}`;
  const fails = countVerdict(rows, 'fail');
  const unknown = countVerdict(rows, 'unknown');
  const bySeverity = countBySeverity(rows);
  const worst = severities.find((severity) => bySeverity[severity].fail > 0);
  const ofWorst =
    worst && fails > 1 ? `, ${count(bySeverity[worst].fail)} of them ${worst}` : worst ? `, ${worst}` : '';
  const first =
    fails === 0
      ? `${name} fails nothing that could be judged`
      : `${name} fails ${counted(fails, 'check')}${ofWorst}`;
  const open = unknown > 0 ? `; ${counted(unknown, 'check')} could not be judged` : '';
  const cure = workload && fails > 0 ? ` Change it at ${workload.sourceOfTruth.changeAt}.` : '';
  return [`${first}${open}.${cure}`];
}

import { countBySeverity, countVerdict } from '../model/counts.ts';
import { facetNames } from '../model/filter.ts';
import { type FindingRow, type ReportModel, severities } from '../model/model.ts';
import type { Query } from '../place/place.ts';
import { count, counted, listed } from '../words/number.ts';
import type { Sentence } from '../words/sentence.ts';

/** What the rows in sight amount to, in one line. */
export function findingsSentence(model: ReportModel, rows: readonly FindingRow[], query: Query): Sentence {
  if (rows.length === 0) return [model.rows.length === 0 ? 'No findings.' : 'No finding matches.'];
  const filtered = query['q'] !== undefined || facetNames.some((facet) => query[facet]);
  const fails = countVerdict(rows, 'fail');
  const unknown = countVerdict(rows, 'unknown');
  const bySeverity = countBySeverity(rows);
  const worst = severities.filter((severity) => bySeverity[severity].fail > 0).slice(0, 2);
  const parts = worst.map((severity) => `${count(bySeverity[severity].fail)} ${severity}`);
  const failing =
    fails === 0
      ? 'nothing fails'
      : `${count(fails)} ${fails === 1 ? 'fails' : 'fail'}${fails > 1 && parts.length > 0 ? `, ${listed(parts)}` : ''}`;
  const open = unknown > 0 ? `; ${count(unknown)} could not be judged` : '';
  const all = filtered && rows.length < model.rows.length ? ` of ${count(model.rows.length)}` : '';
  return [
    `${count(rows.length)}${all} ${rows.length === 1 && !all ? 'finding' : 'findings'}: ${failing}${open}.`,
  ].map((text) => text.replace(/^1 findings/, counted(1, 'finding')));
}

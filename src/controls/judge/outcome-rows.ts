import type { UnknownReason } from '../result.ts';
import { type FindingRow, findingRows } from './finding-rows.ts';
import { objectText } from './finding-text.ts';
import type { Place } from './place.ts';
import { type RunOutcome, unknownError } from './policy-run.ts';
import type { PolicyControl } from './prepared-controls.ts';

/** The findings in one outcome; none for one that passes or does not apply. */
export function outcomeRows({ compiled }: PolicyControl, place: Place, outcome: RunOutcome): FindingRow[] {
  switch (outcome.state) {
    case 'pass':
    case 'not-applicable':
      return [];
    case 'unknown':
      return [unknownRow(place, outcome.unknown)];
    case 'judged': {
      const rows = findingRows(compiled, place, outcome.failures);
      if (outcome.error === undefined) return rows;
      return [...rows, unknownRow(place, unknownError(outcome.error).unknown)];
    }
  }
}

function unknownRow({ judged, view }: Place, unknown: UnknownReason): FindingRow {
  return {
    verdict: 'unknown',
    detail: view?.template.name ?? '',
    message: `${objectText(judged)}: ${unknown.message}`,
    evidence: [],
    unknown,
  };
}

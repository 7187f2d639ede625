import { applyFilter, filterOf } from '../model/filter.ts';
import type { FindingRow, ReportModel } from '../model/model.ts';
import { findingSortValues, parseSort, sortBy } from '../model/sort.ts';
import type { Query } from '../place/place.ts';

/** What is open first, the most severe of it on top, failures before unknowns, then what cures most: the order of a page that nobody sorted. */
const defaultSort = parseSort(['-open', '-severity', '-verdict', '-priority', 'namespace', 'name']);

/** The rows that a URL shows, in its order. With groups, groups stand by their first row. */
export function shownRows(model: ReportModel, query: Query): readonly FindingRow[] {
  const sort = parseSort(query['sort']);
  return sortBy(
    applyFilter(model.rows, filterOf(query)),
    sort.length > 0 ? sort : defaultSort,
    findingSortValues,
  );
}

import type { Report } from '../schema.ts';
import { counted, listed } from './phrases.ts';

const namedAtMost = 5;

/**
 * What is accepted and by whom, what has ended or changed and what covers nothing here, one sentence each; empty when there is
 * neither an exception nor a finding that the catalogue excepts.
 */
export function exceptionSentences({ exceptions, findings }: Report): string[] {
  const excepted = findings.filter(({ verdict }) => verdict === 'excepted');
  const byCatalogue = excepted.filter(({ exceptedBy }) => exceptedBy === 'catalogue').length;
  const byPeople = excepted.length - byCatalogue;
  const used = exceptions.filter(
    ({ state, matched, changed = 0 }) => state !== 'expired' && matched > changed,
  );
  const changed = exceptions.filter((exception) => (exception.changed ?? 0) > 0);
  const reopened = changed.reduce((sum, exception) => sum + (exception.changed ?? 0), 0);
  const expired = exceptions.filter(({ state }) => state === 'expired');
  const open = expired.reduce((sum, { matched }) => sum + matched, 0);
  const unused = exceptions.filter(({ state, matched }) => state !== 'expired' && matched === 0);
  return [
    ...(byPeople > 0 ? [`${counted(byPeople, 'finding')} accepted by people${named(used)}.`] : []),
    ...(byCatalogue > 0
      ? [`${counted(byCatalogue, 'finding')} accepted by the catalogue, which knows the programs.`]
      : []),
    ...(changed.length > 0
      ? [
          `What ${counted(changed.length, 'exception')} ${changed.length === 1 ? 'was' : 'were'} made for has changed${named(changed)}: ${counted(reopened, 'finding')} open again.`,
        ]
      : []),
    ...(expired.length > 0
      ? [
          `${counted(expired.length, 'exception')} expired${named(expired)}: ${counted(open, 'finding')} open again.`,
        ]
      : []),
    ...(unused.length > 0
      ? [
          `${counted(unused.length, 'exception')} cover${unused.length === 1 ? 's' : ''} nothing here${named(unused)}.`,
        ]
      : []),
  ];
}

function named(exceptions: Report['exceptions']): string {
  if (exceptions.length === 0) return '';
  const names = exceptions.slice(0, namedAtMost).map(({ id }) => id);
  const more = exceptions.length - names.length;
  return ` (${listed(more > 0 ? [...names, `${more} more`] : names)})`;
}

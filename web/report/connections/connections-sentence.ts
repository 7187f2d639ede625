import type { NetworkChanges } from '../../../src/report/schema.ts';
import { count, counted, listed } from '../words/number.ts';
import type { Piece, Sentence } from '../words/sentence.ts';
import { type ConnectionRow, policyName } from './connection-rows.ts';

const mostNames = 3;

/** The answer, as a person could say it aloud; a number leads to its rows. */
export function connectionsSentence(network: NetworkChanges, rows: readonly ConnectionRow[]): Sentence {
  const { known, reason, policies, sameMeaning } = network;
  if (!known)
    return [`Which connections are gained and lost is not known: ${reason ?? 'no reason is given'}.`];
  const differing = `${some(policies.map(policyName))} ${policies.length === 1 ? 'differs' : 'differ'}`;
  if (sameMeaning) return [`${differing} with the same meaning: every connection is as it was.`];
  if (rows.length > 0) return countsOf(rows);
  return policies.length === 0
    ? ['No policy differs, and no connection is gained or lost.']
    : [`${differing}; no connection is seen to change, and not all are known.`];
}

function countsOf(rows: readonly ConnectionRow[]): Sentence {
  const of = (change: ConnectionRow['change']) => rows.filter((row) => row.change === change).length;
  const link = (change: ConnectionRow['change'], text: string): Piece => ({
    text,
    path: ['connections'],
    query: { change: [change] },
  });
  const [gained, lost, unknown] = [of('gains'), of('loses'), of('unknown')];
  return [
    'Where these manifests land, ',
    gained === 0 ? 'no connection' : link('gains', counted(gained, 'connection')),
    ` ${gained > 1 ? 'are' : 'is'} gained and `,
    lost === 0 ? 'none' : link('loses', count(lost)),
    ' lost',
    ...(unknown === 0 ? [] : ['; ', link('unknown', count(unknown)), ' not known']),
    '.',
  ];
}

/** The first few of many names. */
export function some(names: readonly string[]): string {
  const rest = names.length - mostNames;
  return listed(rest <= 0 ? names : [...names.slice(0, mostNames), `${count(rest)} more`]);
}

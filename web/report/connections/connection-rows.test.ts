import { describe, expect, it } from 'vitest';
import { generateChanges } from '../../e2e/generate-changes.ts';
import { connectionRows, connectionsCsv, shownConnections } from './connection-rows.ts';
import { connectionsSentence } from './connections-sentence.ts';

const network = generateChanges(2);
const rows = connectionRows(network);
const none = { ...network, changes: [], unjudged: [], policies: [] };
const text = (of: typeof network) =>
  connectionsSentence(of, connectionRows(of))
    .map((piece) => (typeof piece === 'string' ? piece : piece.text))
    .join('');

describe('connections gained and lost', () => {
  it('name both ends, and the policies that differ where they can hold', () => {
    expect(rows[0]).toMatchObject({
      from: ['every other workload'],
      to: ['payments-prod/ledger-0'],
      policies: ['NetworkPolicy payments-prod/db', 'NetworkPolicy shop/web'],
    });
    expect(rows[2]).toMatchObject({
      from: ['every workload of shop', 'payments-prod/api', 'payments-prod/web'],
      to: ['the internet', 'but not 203.0.113.0 to 203.0.113.255'],
    });
    expect(rows[3]?.policies).toEqual(['NetworkPolicy payments-prod/db']);
  });

  it('have a row for each workload of which nothing can be said', () => {
    expect(rows.at(-1)).toMatchObject({
      change: 'unknown',
      from: ['payments-prod/fraud'],
      policies: ['StagedNetworkPolicy payments-prod/fraud'],
    });
    expect(text(network)).toBe(
      'Where these manifests land, 2 connections are gained and 1 lost; 2 not known.',
    );
  });

  it('are told as unknown, as of the same meaning and as none, each in other words', () => {
    expect(text({ ...none, known: false, reason: 'not every Pod could be read: 403' })).toContain(
      'is not known: not every Pod could be read: 403.',
    );
    expect(text({ ...none, policies: network.policies, sameMeaning: true })).toBe(
      'NetworkPolicy payments-prod/db and NetworkPolicy shop/web differ with the same meaning: every connection is as it was.',
    );
    expect(text({ ...none, policies: network.policies })).toContain('not all are known');
    expect(text(none)).toBe('No policy differs, and no connection is gained or lost.');
  });

  it('are filtered by change and by any of their words, sorted and exported', () => {
    expect(shownConnections(rows, { change: ['unknown'] })).toHaveLength(2);
    expect(shownConnections(rows, { q: ['LEDGER-1'] })).toEqual([rows[1]]);
    expect(shownConnections(rows, { sort: ['-change'] })[0]?.change).toBe('unknown');
    expect(connectionsCsv(rows.slice(2, 3))).toContain(
      'lost,every workload of shop; payments-prod/api; payments-prod/web,the internet; but not 203.0.113.0',
    );
  });
});

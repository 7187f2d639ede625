import { describe, expect, it } from 'vitest';
import type { NetworkMapPair } from '../../../src/network/map-schema.ts';
import { generateMap } from '../../e2e/generate-map.ts';
import { matrixCsv, matrixSentence, shownParts } from './matrix-parts.ts';

const pair = (source: string, destination: string, unisolated: number): NetworkMapPair => ({
  source,
  destination,
  connected: unisolated,
  unisolated,
  unknown: 0,
  pairs: 9,
});
const pairs = [
  pair('(rest)', '(rest)', 9),
  pair('(rest)', 'cde', 0),
  pair('cde', '(rest)', 3),
  pair('cde', 'cde', 0),
];

describe('the matrix', () => {
  it('has the rest last, and the most open part first where that is asked for', () => {
    expect(shownParts(pairs, {}).all).toEqual(['cde', '(rest)']);
    expect(shownParts(pairs, { sort: ['-open'] }).all).toEqual(['(rest)', 'cde']);
  });

  it('keeps every part as a column where the text leaves rows out', () => {
    expect(shownParts(pairs, { q: ['CDE'] })).toEqual({ all: ['cde', '(rest)'], matching: ['cde'] });
  });

  it('exports the rows that are shown', () => {
    expect(matrixCsv(pairs, ['cde']).trim().split('\r\n')).toEqual([
      'source,destination,connected,unisolated,unknown,pairs',
      'cde,(rest),3,3,0,9',
      'cde,cde,0,0,0,9',
    ]);
  });

  it('does not take what was not read for closed, nor a failed cluster for one without scopes', () => {
    const [base] = generateMap({ workloads: 2, namespaces: 2 }).clusters;
    if (!base) throw new Error('the fixture has no cluster');
    expect(matrixSentence(base, 'scope')).toEqual(['No scope is configured.']);
    const unread = { ...base, unread: ['Service: the reader needs list'] };
    expect(matrixSentence(unread, 'namespace').join('')).toContain('Not everything could be read.');
    expect(matrixSentence({ ...base, error: 'refused' }, 'scope').join('')).toContain('Nothing is known');
  });
});

import { describe, expect, it } from 'vitest';
import { generateReport } from '../../../src/report/fixtures/generate-report.ts';
import { coverageRows, isUnread, missingPermissions, stateWord } from './coverage-rows.ts';
import { coverageSentence } from './coverage-sentence.ts';

const { clusters } = generateReport({ clusters: 2, unreachable: 1, findings: 100, unknownShare: 0.3 });
const [first] = clusters;
if (!first) throw new Error('the fixture has no cluster');
const base = {
  group: '',
  version: 'v1',
  resource: 'pods',
  kind: 'Pod',
  namespaced: true,
  at: first.endedAt,
  objects: 0,
};

describe('coverage rows', () => {
  it('put what could not be read before what was', () => {
    const rows = coverageRows(clusters);
    expect(rows.length).toBe(clusters.reduce((sum, cluster) => sum + cluster.coverage.length, 0));
    const states = rows.map(isUnread);
    expect(states.lastIndexOf(true)).toBeLessThan(states.indexOf(false));
  });

  it('count a type that the server does not serve as known: it has no objects', () => {
    expect(isUnread({ state: 'not-served' })).toBe(false);
    for (const state of ['denied', 'timed-out', 'broken', 'partial', 'stale'] as const)
      expect(isUnread({ state })).toBe(true);
  });

  it('keep reads of the whole cluster when a namespace is chosen', () => {
    const cluster = {
      ...first,
      coverage: [
        { ...base, state: 'read' as const },
        { ...base, resource: 'secrets', namespace: 'shop', state: 'denied' as const },
        { ...base, resource: 'secrets', namespace: 'other', state: 'denied' as const },
      ],
    };
    expect(coverageRows([cluster], ['shop']).map(({ name, namespace }) => [name, namespace])).toEqual([
      ['secrets', 'shop'],
      ['pods', undefined],
    ]);
  });

  it('name each missing permission once, whatever number of clusters denied it', () => {
    const permission = { verbs: ['list'], apiGroup: '', resource: 'secrets' };
    const denied = { ...first, coverage: [{ ...base, state: 'denied' as const, permission }] };
    expect(missingPermissions(coverageRows([denied, { ...denied, id: 'second' }]))).toEqual([permission]);
  });

  it('say in a sentence what did not succeed and who could not be reached', () => {
    const [sentence] = coverageSentence(clusters, coverageRows(clusters));
    expect(sentence).toMatch(/did not succeed: .+ could not be reached\.$/);
    expect(coverageSentence([], [])).toEqual(['Nothing was read.']);
  });

  it('are no failures where nobody asked the server, and come last', () => {
    const leftOut = { ...base, resource: 'events', state: 'partial' as const, leftOut: true };
    const cluster = { ...first, coverage: [leftOut, { ...base, state: 'read' as const }] };
    const rows = coverageRows([cluster]);
    expect(rows.map((row) => [row.resource, isUnread(row), stateWord(row)])).toEqual([
      ['pods', false, 'read'],
      ['events', false, 'left out'],
    ]);
    expect(coverageSentence([cluster], rows)).toEqual([
      'Everything that was asked for could be read: 1 resource type.',
    ]);
    const nothing = { ...first, coverage: [leftOut] };
    expect(coverageSentence([{ ...nothing, objects: 0 }], coverageRows([nothing]))).toEqual([
      'Nothing was read.',
    ]);
  });
});

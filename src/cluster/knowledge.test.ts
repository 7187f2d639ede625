import { expect, test } from 'vitest';
import type { Coverage, ReadState, ResourceCoverage } from './coverage.ts';
import { liveCoverage, manifestCoverage, readPermission } from './coverage-builders.ts';
import { knowledgeOfKind } from './knowledge.ts';

function row(kind: string, state: ReadState, namespace?: string): ResourceCoverage {
  const resource = `${kind.toLowerCase()}s`;
  return {
    group: '',
    version: 'v1',
    resource,
    kind,
    namespaced: kind !== 'Namespace',
    ...(namespace && { namespace }),
    state,
    ...(state === 'denied' && { permission: readPermission('', resource, namespace) }),
    at: '2026-11-25T08:00:00Z',
    objects: 0,
  };
}

function ask(
  coverage: Coverage,
  kind: string,
  namespace?: string,
  source: 'live' | 'snapshot' | 'manifests' = 'live',
) {
  return knowledgeOfKind(coverage, { source, namespaces: () => ['a', 'b'] }, '', kind, namespace);
}

const served = { complete: true, failedGroups: ['metrics.k8s.io'] };

test('a kind that was read as a whole is complete, also in one namespace', () => {
  const coverage = liveCoverage([row('Pod', 'read')], served);
  expect(ask(coverage, 'Pod')).toEqual({ complete: true });
  expect(ask(coverage, 'Pod', 'a')).toEqual({ complete: true });
});

test('a kind that the server does not serve has no objects', () => {
  expect(ask(liveCoverage([row('Pod', 'not-served')], served), 'Pod')).toEqual({ complete: true });
  expect(ask(liveCoverage([], served), 'Gadget')).toEqual({ complete: true });
});

test.each(['denied', 'timed-out', 'broken', 'partial', 'stale'] as const)(
  '%s anywhere is incomplete',
  (state) => {
    const coverage = liveCoverage(
      [row('Namespace', 'read'), row('Pod', 'read', 'a'), row('Pod', state, 'b')],
      served,
    );
    expect(ask(coverage, 'Pod')).toMatchObject({ complete: false, state });
    expect(ask(coverage, 'Pod', 'b')).toMatchObject({ complete: false, state });
    expect(ask(coverage, 'Pod', 'a')).toEqual({ complete: true });
  },
);

test('a failed read of the whole cluster is a failure also where no namespace is known', () => {
  const coverage = liveCoverage([row('Namespace', 'read'), row('Pod', 'broken')], served);
  const nowhere = { source: 'live' as const, namespaces: () => [] };
  expect(knowledgeOfKind(coverage, nowhere, '', 'Pod')).toMatchObject({ complete: false, state: 'broken' });
});

test('a denial names the permission that cures it', () => {
  expect(ask(liveCoverage([row('Pod', 'denied')], served), 'Pod')).toMatchObject({
    state: 'denied',
    permission: { verbs: ['get', 'list'], apiGroup: '', resource: 'pods' },
  });
});

test('namespaces read one by one add up only when all namespaces are known and read', () => {
  const both = [row('Pod', 'denied'), row('Pod', 'read', 'a'), row('Pod', 'read', 'b')];
  expect(ask(liveCoverage([row('Namespace', 'read'), ...both], served), 'Pod')).toEqual({ complete: true });
  expect(ask(liveCoverage([row('Namespace', 'denied'), ...both], served), 'Pod')).toMatchObject({
    state: 'denied',
  });
  const one = [row('Namespace', 'read'), row('Pod', 'read', 'a')];
  expect(ask(liveCoverage(one, served), 'Pod')).toMatchObject({ complete: false, state: 'partial' });
  expect(ask(liveCoverage(one, served), 'Pod', 'b')).toMatchObject({ complete: false, state: 'partial' });
});

test('a kind that nobody listed is partial where discovery did not say what there is', () => {
  const { discovery: _, ...silent } = liveCoverage([row('Pod', 'read')], served);
  expect(ask(silent, 'Service')).toMatchObject({ complete: false, state: 'partial' });
  const broken = liveCoverage([], { complete: true, failedGroups: [''] });
  expect(ask(broken, 'Service')).toMatchObject({ complete: false, state: 'broken' });
});

test('manifests are not connected unless they are the whole cluster', () => {
  expect(ask(manifestCoverage({ complete: false }), 'Pod', 'a', 'manifests')).toMatchObject({
    state: 'not-connected',
  });
  expect(ask(manifestCoverage({ complete: true }), 'Pod', 'a', 'manifests')).toEqual({ complete: true });
  expect(ask(manifestCoverage({ complete: true }), 'Pod', 'a', 'snapshot')).toEqual({ complete: true });
});

import { expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { attackGraphOf } from './attack-graph.ts';
import { findPaths } from './find-paths.ts';
import { grant, namespace } from './path-fixtures.ts';

test('what a sink includes is told with `all` only', () => {
  const attack = attackGraphOf(
    clusterOf([
      namespace('open'),
      ...grant('user:runner', 'open', 'runner', { verbs: ['create'], resources: ['pods'] }),
      ...grant('user:reader', '*', 'reader', { verbs: ['list'], resources: ['secrets'] }),
    ]),
  );
  const sinks = (all: boolean) => new Set(findPaths(attack, { all }).map(({ sink }) => sink));
  expect([...sinks(false)].sort()).toEqual(['all-nodes', 'all-secrets']);
  expect([...sinks(true)]).toEqual(expect.arrayContaining(['any-node', 'kube-system-secrets']));
});

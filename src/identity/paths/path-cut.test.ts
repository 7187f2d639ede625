import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import type { IndexedBinding } from '../rbac/binding.ts';
import { subjectKey } from '../subject.ts';
import { type AttackGraph, attackGraphOf } from './attack-graph.ts';
import { chokePoints } from './choke-points.ts';
import { compactGraph } from './compact-graph.ts';
import { findPaths } from './find-paths.ts';
import { minimumVertexCut } from './minimum-cut.ts';
import { cutOf } from './path-cut.ts';
import { grant } from './path-fixtures.ts';
import { randomCluster } from './random-cluster.ts';
import { shortestPaths } from './shortest-paths.ts';
import { sinkNames } from './vertex.ts';

const runs = Number(process.env['PATH_CLUSTERS'] ?? 40);

const smallGraph = fc.integer({ min: 3, max: 8 }).chain((vertices) =>
  fc.record({
    vertices: fc.constant(vertices),
    edges: fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: vertices - 1 }),
        fc.integer({ min: 0, max: vertices - 1 }),
        fc.integer({ min: 0, max: 4 }),
      ),
      { maxLength: 24 },
    ),
    removable: fc.array(fc.boolean(), { minLength: vertices, maxLength: vertices }),
  }),
);

function graphOf({ vertices, edges }: { vertices: number; edges: [number, number, number][] }) {
  return compactGraph(
    vertices,
    edges.map(([from]) => from),
    edges.map(([, to]) => to),
    edges.map(([, , cost]) => cost),
  );
}

describe('graphs', () => {
  // Bellman and Ford's relaxation, written down as it is defined.
  test('cheapest paths equal those of relaxing every edge', () => {
    fc.assert(
      fc.property(smallGraph, (world) => {
        const expected = Array.from({ length: world.vertices }, () => Number.POSITIVE_INFINITY);
        expected[0] = 0;
        for (let round = 0; round < world.vertices; round++)
          for (const [from, to, cost] of world.edges)
            expected[from] = Math.min(expected[from] ?? 0, (expected[to] ?? 0) + cost);
        const { distance } = shortestPaths(graphOf(world), 'to', [0]);
        expect([...distance]).toEqual(
          expected.map((cost) => (cost === Number.POSITIVE_INFINITY ? -1 : cost)),
        );
      }),
    );
  });

  test('a cut parts, and no smaller set does', () => {
    fc.assert(
      fc.property(smallGraph, (world) => {
        const graph = graphOf(world);
        const [source, target] = [0, world.vertices - 1];
        const removable = Uint8Array.from(world.removable, Number);
        removable[source] = 0;
        removable[target] = 0;
        const none = new Uint8Array(world.vertices);
        const parts = (set: Uint8Array) => shortestPaths(graph, 'to', [target], set).distance[source] === -1;
        const cut = minimumVertexCut(graph, source, [target], removable, 99);
        const sizes = Array.from({ length: 2 ** world.vertices }, (_, bits) =>
          Uint8Array.from(
            { length: world.vertices },
            (_each, vertex) => (bits >> vertex) & (removable[vertex] ?? 0),
          ),
        )
          .filter(parts)
          .map((set) => set.reduce((sum, bit) => sum + bit, 0));
        expect(cut?.length).toBe(sizes.length === 0 ? undefined : Math.min(...sizes));
        if (cut !== undefined)
          expect(parts(Uint8Array.from(none, (_, vertex) => Number(cut.includes(vertex))))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

/** Starts by a name that means the same in another graph. */
function startKey(attack: AttackGraph, at: number): string {
  const vertex = attack.vertices[at];
  if (vertex?.type === 'subject') return subjectKey(vertex.subject);
  return vertex?.type === 'workload' ? vertex.workload.object.key : '';
}

/** The pairs of start and sink that are left in a cluster without some bindings, found from scratch. */
function pairsWithout(objects: readonly KubernetesObject[], removed: readonly IndexedBinding[]): Set<string> {
  const gone = new Set(removed.map(({ object }) => object.body));
  const attack = attackGraphOf(clusterOf(objects.filter((object) => !gone.has(object))));
  const sources = attack.vertices.flatMap((vertex, at) =>
    vertex.type === 'subject' || vertex.type === 'workload' ? at : [],
  );
  return new Set(
    findPaths(attack, { sources, all: true }).map(
      ({ source, sink }) => `${startKey(attack, source)} ${sink}`,
    ),
  );
}

describe('cuts of clusters', () => {
  test('without the bindings of a cut no path is left, and with fewer one is', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(randomCluster, (objects) => {
        const attack = attackGraphOf(clusterOf(objects));
        const all = [...attack.bindings.keys()].filter(({ assumed }) => !assumed);
        for (const { source, sink } of findPaths(attack, { all: true }).slice(0, 12)) {
          const { bindings, smallest } = cutOf(attack, source, sink);
          const pair = `${startKey(attack, source)} ${sink}`;
          if (bindings === undefined) {
            expect(pairsWithout(objects, all).has(pair)).toBe(true);
            continue;
          }
          expect(pairsWithout(objects, bindings).has(pair)).toBe(false);
          if (smallest && bindings.length === 2)
            for (const one of all) expect(pairsWithout(objects, [one]).has(pair)).toBe(true);
        }
      }),
      { numRuns: runs },
    );
  });

  test('choke points end as many paths as they say', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(randomCluster, (objects) => {
        const attack = attackGraphOf(clusterOf(objects));
        const { points, paths, left } = chokePoints(attack, sinkNames, 3);
        const starts = new Set(attack.sources.map((source) => startKey(attack, source)));
        const count = (removed: readonly IndexedBinding[]) =>
          [...pairsWithout(objects, removed)].filter((pair) => starts.has(pair.split(' ')[0] ?? '')).length;
        expect(count([])).toBe(paths);
        expect(count(points.map(({ binding }) => binding))).toBe(left);
        expect(points.reduce((sum, { ends }) => sum + ends, left)).toBe(paths);
        // The first is the best there is.
        const own = [...attack.bindings.keys()].filter(({ assumed }) => !assumed);
        const most = Math.max(0, ...own.map((binding) => paths - count([binding])));
        expect(points[0]?.ends ?? 0).toBe(most);
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });
});

describe('what a cut says', () => {
  test('the way that is left when one of two bindings goes', () => {
    const mint = { verbs: ['create'], resources: ['serviceaccounts/token'] };
    const objects = [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'a', namespace: 'ops' } },
      ...grant('sa:ops/a', '*', 'all', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }),
      ...grant('user:ann', 'ops', 'one', mint),
      ...grant('user:ann', '*', 'own', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }),
    ];
    const attack = attackGraphOf(clusterOf(objects));
    const ann = attack.vertices.findIndex(
      (vertex) => vertex.type === 'subject' && vertex.subject.name === 'ann',
    );
    const { bindings, smallest, survives } = cutOf(attack, ann, 'cluster-admin');
    expect(bindings?.length).toBe(2);
    expect(smallest).toBe(true);
    expect(survives?.hops.length).toBeGreaterThan(0);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { attackGraphOf } from './attack-graph.ts';
import { compactGraph, shortestPaths } from './browser.ts';
import { removedVertices } from './path-cut.ts';
import { randomCluster } from './random-cluster.ts';
import { relevantPart } from './relevant-part.ts';

/** A path and its end by a removal are the same in the part as in the whole: that is what a page follows. */
test('every path, and every path that a removal leaves, costs the same in the part', () => {
  let compared = 0;
  fc.assert(
    fc.property(randomCluster, fc.nat(), (objects, choice) => {
      const attack = attackGraphOf(clusterOf(objects));
      const { vertices, edges } = relevantPart(attack);
      const part = compactGraph(
        vertices.length,
        edges.map(({ from }) => from),
        edges.map(({ to }) => to),
        edges.map(({ cost }) => cost),
      );
      const own = [...attack.bindings.keys()];
      const chosen = own[choice % Math.max(1, own.length)];
      for (const going of [[], chosen === undefined ? [] : [chosen]]) {
        const removed = removedVertices(attack, going);
        const removedHere = Uint8Array.from(vertices, ({ at }) => removed[at] ?? 0);
        for (const targets of attack.sinks.values()) {
          const whole = shortestPaths(attack.graph, 'to', targets, removed).distance;
          const here = shortestPaths(
            part,
            'to',
            vertices.flatMap(({ at }, number) => (targets.includes(at) ? number : [])),
            removedHere,
          ).distance;
          const numbers = new Map(vertices.map(({ at }, number) => [at, number]));
          for (const source of attack.sources) {
            compared += 1;
            expect(here[numbers.get(source) ?? -1] ?? -1).toBe(whole[source]);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(1000);
});

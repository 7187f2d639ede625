import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateMap } from '../../e2e/generate-map.ts';
import { networkModel, peersOf } from '../model/network.ts';
import { boxesOf, edgesOf, mostBoxes } from './edges.ts';
import { pictureOf } from './layout.ts';

const worlds = fc
  .record({
    workloads: fc.integer({ min: 0, max: 60 }),
    namespaces: fc.integer({ min: 1, max: 12 }),
    unjudged: fc.boolean(),
  })
  .map((size) => networkModel(generateMap(size).clusters[0] as never));

describe('the map', () => {
  it('counts the same pairs whether a namespace is open or closed, and the same as its workloads', () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.nat({ max: 11 })), (model, expanded) => {
        const names = new Set(expanded.flatMap((at) => model.namespaces[at] ?? []));
        const pairs = (boxes: ReturnType<typeof boxesOf>, by: string) =>
          edgesOf(model, boxes).reduce((sum, edge) => (edge.by === by ? sum + edge.pairs : sum), 0);
        for (const by of ['rule', 'open', 'unknown']) {
          const closed = pairs(boxesOf(model, new Set()), by);
          expect(pairs(boxesOf(model, names), by)).toBe(closed);
          const peers = model.cluster.groups.flatMap((group, at) =>
            peersOf(model, at, 'out').map((row) => ({ ...row, from: group.pods })),
          );
          expect(peers.reduce((sum, row) => sum + (row.by === by ? 1 : 0), 0)).toBe(closed);
        }
      }),
    );
  });

  it('has a place for every box, none on top of another, and groups inside their namespace', () => {
    fc.assert(
      fc.property(worlds, fc.nat({ max: 11 }), (model, at) => {
        const boxes = boxesOf(model, new Set([model.namespaces[at] ?? '']));
        const { places, left } = pictureOf(boxes, edgesOf(model, boxes));
        const names = boxes.filter(({ id, namespace }) => id === namespace);
        expect(names.filter(({ id }) => !places.has(id)).map(({ id }) => id)).toEqual(left);
        const rectangles = names.flatMap(({ id }) => places.get(id) ?? []);
        for (const [index, one] of rectangles.entries())
          for (const other of rectangles.slice(index + 1))
            expect(
              one.x + one.width <= other.x ||
                other.x + other.width <= one.x ||
                one.y + one.height <= other.y ||
                other.y + other.height <= one.y,
            ).toBe(true);
        for (const { id, namespace } of boxes) {
          const [inner, outer] = [places.get(id), places.get(namespace)];
          if (inner === undefined || outer === undefined) continue;
          expect(inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width).toBe(true);
          expect(inner.y >= outer.y && inner.y + inner.height <= outer.y + outer.height).toBe(true);
        }
      }),
    );
  });

  it('draws who calls left of who is called', () => {
    const model = networkModel({
      ...(generateMap({ workloads: 3, namespaces: 3 }).clusters[0] as never as Parameters<
        typeof networkModel
      >[0]),
      connections: [
        [2, 1, 0],
        [1, 0, 0],
      ],
    });
    const boxes = boxesOf(model, new Set());
    const { places } = pictureOf(
      boxes,
      edgesOf(model, boxes).filter(({ by }) => by !== 'open'),
    );
    const xs = [2, 1, 0].map((at) => places.get(model.namespaces[at] ?? '')?.x ?? Number.NaN);
    expect(xs).toEqual(xs.toSorted((left, right) => left - right));
    expect(new Set(xs).size).toBe(3);
  });

  it('leaves to the table what a person cannot read', () => {
    const model = networkModel(generateMap({ workloads: 200, namespaces: 100 }).clusters[0] as never);
    const boxes = boxesOf(model, new Set());
    const { places, left } = pictureOf(boxes, edgesOf(model, boxes));
    expect(places.size).toBe(mostBoxes);
    expect(left).toHaveLength(100 - mostBoxes);
  });
});

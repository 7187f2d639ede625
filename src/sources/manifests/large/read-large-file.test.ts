import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldBytes } from './byte-source.ts';
import { ByteWindow } from './byte-window.ts';
import { readLargeFile } from './read-large-file.ts';
import { readInto } from './sink-fixture.ts';
import { splitJsonList } from './split-json-list.ts';

const pod = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('Pod'),
  metadata: fc.record({
    name: fc.stringMatching(/^[a-z]{1,8}$/),
    annotations: fc.dictionary(fc.string(), fc.string()),
  }),
  spec: fc.jsonValue(),
});

describe('a large list', () => {
  it('is cut into the same items that JSON.parse finds, each at its place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pod, fc.jsonValue())),
        fc.constantFrom(0, 1, 2),
        fc.boolean(),
        fc.integer({ min: 60, max: 400 }),
        (items, indent, kindFirst, step) => {
          const list = kindFirst
            ? { kind: 'List', apiVersion: 'v1', items }
            : { apiVersion: 'v1', items, kind: 'List' };
          const text = JSON.stringify(list, null, indent);
          const bytes = Buffer.from(text);
          const found = [...(splitJsonList(new ByteWindow(heldBytes(bytes), step))?.items ?? [])];
          expect(
            found.map(({ start, end }) => JSON.parse(bytes.toString('utf8', start, end)) as unknown),
          ).toEqual(JSON.parse(JSON.stringify(items)));
          for (const { start, line, column } of found) {
            const before = bytes.toString('latin1', 0, start).split('\n');
            expect({ line, column }).toEqual({
              line: before.length,
              column: (before.at(-1)?.length ?? 0) + 1,
            });
          }
        },
      ),
    );
  });

  it('keeps the fields before its items, and is not seen where none is', () => {
    expect(split('{"kind":"PodList","apiVersion":"v1","items":[]}')?.head).toEqual({
      kind: 'PodList',
      apiVersion: 'v1',
    });
    for (const other of ['{"a":{"items":[1]}}', '{"items":{}}', '[1]', '{"items"', 'items: [1]', '']) {
      expect(split(other), other).toBeUndefined();
    }
  });

  it('reads its items as objects, with places inside them', () => {
    const text =
      '{"apiVersion":"v1","kind":"PodList","items":[\n  {"metadata":{"name":"a"}},\n  {"metadata":\n    {"name":"b","labels":{"x":"y"}}}\n]}';
    const { objects, problems } = readList(text);
    expect(problems).toEqual([]);
    expect(objects.map((object) => [object.key, object.origin?.line, object.origin?.column])).toEqual([
      ['/Pod/default/a', 2, 3],
      ['/Pod/default/b', 3, 3],
    ]);
    expect(objects[0]?.origin?.locate(['metadata', 'name'])).toEqual({
      file: 'big.json',
      line: 2,
      column: 16,
    });
    expect(objects[1]?.origin?.locate(['metadata', 'labels', 'x'])).toEqual({
      file: 'big.json',
      line: 4,
      column: 27,
    });
  });

  it.for([
    {
      name: 'an item that is broken',
      text: '{"items":[{"kind":"x","kind"},\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"}}]}',
      line: 1,
    },
    {
      name: 'an end that is missing',
      text: '{"items":[\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"}}\n',
      line: 3,
    },
    {
      name: 'a second list, which kubectl would take',
      text: '{"items":[\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"}}],"items":[{}]}',
      line: 2,
    },
    {
      name: 'text behind its end',
      text: '{"items":[\n{"apiVersion":"v1","kind":"Pod","metadata":{"name":"b"}}]}\n{}',
      line: 2,
    },
  ])('with $name is an error, and the rest is read', ({ text, line }) => {
    const { objects, problems } = readList(text);
    expect(objects.map((object) => object.key)).toEqual(['/Pod/default/b']);
    expect(problems).toMatchObject([{ code: 'json-syntax', line, severity: 'error' }]);
  });
});

function split(text: string) {
  return splitJsonList(new ByteWindow(heldBytes(Buffer.from(text))));
}

function readList(text: string) {
  const bytes = heldBytes(Buffer.from(text));
  const { count, objects, problems } = readInto((sink) =>
    readLargeFile({ bytes, shown: 'big.json', named: true, maxFileSize: 1000 }, sink),
  );
  expect(count).toBe(1);
  return { objects, problems };
}

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedMap } from './sorted-map.ts';

const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', 'z', '0'), maxLength: 4 });
const step = fc.record({ key, value: fc.option(fc.nat(99), { nil: undefined }), snapshot: fc.boolean() });

function entries(map: SortedMap<number>) {
  return [...map.changesSince(SortedMap.empty())].map(([key, { after }]) => [key, after]);
}

test('any sequence of set and delete equals a plain map in key order, older versions never change, and what changed since is told', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (sequence) => {
      const plain = new Map<string, number>();
      const versions: { map: SortedMap<number>; expected: string }[] = [];
      let map = SortedMap.empty<number>();
      let edit = {};
      for (const { key, value, snapshot } of sequence) {
        if (value === undefined) {
          map = map.delete(key, edit);
          plain.delete(key);
        } else {
          map = map.set(key, value, edit);
          plain.set(key, value);
        }
        if (snapshot) {
          edit = {};
          versions.push({ map, expected: JSON.stringify(inOrder(plain)) });
        }
      }
      expect(entries(map)).toEqual(inOrder(plain));
      for (const [key, value] of plain) expect(map.get(key)).toBe(value);
      expect(map.size).toBe(plain.size);
      for (const { map: earlier, expected } of versions) {
        const was = new Map(JSON.parse(expected) as [string, number][]);
        const differing = [...new Set([...was.keys(), ...plain.keys()])]
          .filter((each) => was.get(each) !== plain.get(each))
          .map((each) => [each, { before: was.get(each), after: plain.get(each) }]);
        expect(Object.fromEntries(map.changesSince(earlier))).toEqual(Object.fromEntries(differing));
      }
      for (const { map, expected } of versions) {
        expect(JSON.stringify(entries(map))).toBe(expected);
      }
    }),
    { numRuns: 200 },
  );
});

test('withPrefix yields exactly the values whose key starts with the prefix, in order', () => {
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 200 }), key, (keys, prefix) => {
      const edit = {};
      const map = keys.reduce((map, key) => map.set(key, key, edit), SortedMap.empty<string>());
      expect([...map.withPrefix(prefix)]).toEqual(keys.filter((key) => key.startsWith(prefix)).sort());
    }),
  );
});

test('stays shallow and complete when thousands of keys come and go', () => {
  let map = SortedMap.empty<number>();
  const edit = {};
  for (let at = 0; at < 5000; at += 1) map = map.set(`key-${at}`, at, edit);
  for (let at = 0; at < 5000; at += 1) if (at % 7 !== 0) map = map.delete(`key-${at}`, edit);
  expect(map.size).toBe(715);
  expect([...map.values()].sort((left, right) => left - right)).toEqual(
    Array.from({ length: 715 }, (_, at) => at * 7),
  );
});

function inOrder(plain: ReadonlyMap<string, number>): [string, number][] {
  return [...plain].sort(([left], [right]) => (left < right ? -1 : 1));
}

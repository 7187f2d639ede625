import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPath } from '../cluster/index.ts';
import { eachElement, expandPattern, parseFieldPattern, valueAt } from './field-pattern.ts';

test('reads fields, indexes, quoted keys and failing elements', () => {
  expect(parseFieldPattern('spec.containers[0].image')).toEqual(['spec', 'containers', 0, 'image']);
  expect(parseFieldPattern("metadata.labels['app.kubernetes.io/name']")).toEqual([
    'metadata',
    'labels',
    'app.kubernetes.io/name',
  ]);
  expect(parseFieldPattern('volumes[].hostPath')).toEqual(['volumes', eachElement, 'hostPath']);
});

test.each(['', '.a', 'a..b', 'a.', 'a[', 'a[x]', 'a b', "a['b", 'a[]b'])('%j is not a path', (text) => {
  expect(parseFieldPattern(text)).toBeUndefined();
});

test('reads back every path that formatPath writes', () => {
  const step = fc.oneof(fc.nat(50), fc.string({ minLength: 1 }));
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.array(step), (first, rest) => {
      const path = [first, ...rest];
      expect(parseFieldPattern(formatPath(path))).toEqual(path);
    }),
  );
});

test('expands [] to the failing elements only', () => {
  const pod = {
    volumes: [{ name: 'a' }, { name: 'b', hostPath: { path: '/' } }, { name: 'c', hostPath: {} }],
  };
  const paths = expandPattern(
    ['volumes', eachElement, 'hostPath'],
    pod,
    (volume) => Object(volume).name !== 'a',
  );
  expect(paths).toEqual([
    ['volumes', 1, 'hostPath'],
    ['volumes', 2, 'hostPath'],
  ]);
  expect(expandPattern(['initContainers', eachElement], pod, () => true)).toEqual([]);
});

test('never reads what an object inherits', () => {
  expect(valueAt({}, ['constructor'])).toBeUndefined();
  expect(valueAt({ a: null }, ['a', 'b'])).toBeUndefined();
});

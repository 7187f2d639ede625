import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutNulls } from './without-nulls.ts';

function strip(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strip);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([field, item]) => [field, strip(item)]),
  );
}

test('drops null map entries at any depth and keeps everything else, also null list items', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const before = JSON.stringify(value);
      expect(withoutNulls(value)).toEqual(strip(value));
      expect(JSON.stringify(value)).toBe(before);
    }),
  );
});

test('gives back the very value when there is nothing to drop', () => {
  const pod = { containers: [{ name: 'app', args: [null] }] };
  expect(withoutNulls(pod)).toBe(pod);
});

test('an element is the same object whether it is reached alone or through its parent', () => {
  const container = { name: 'app', securityContext: null };
  const pod = { containers: [container] };
  expect(withoutNulls(pod).containers[0]).toBe(withoutNulls(container));
  expect(withoutNulls({ spec: pod }).spec).toBe(withoutNulls(pod));
});

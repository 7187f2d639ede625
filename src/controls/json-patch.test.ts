import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyPatch, jsonPointer } from './json-patch.ts';

test('pointers escape ~ and / (RFC 6901 section 3)', () => {
  expect(jsonPointer(['a/b', 'm~n', 0])).toBe('/a~1b/m~0n/0');
});

test('adds, replaces and removes in maps and lists (RFC 6902 appendix A)', () => {
  expect(applyPatch({ foo: ['bar', 'baz'] }, [{ op: 'add', path: '/foo/1', value: 'qux' }])).toEqual({
    foo: ['bar', 'qux', 'baz'],
  });
  expect(applyPatch({ foo: ['bar'] }, [{ op: 'add', path: '/foo/-', value: 'qux' }])).toEqual({
    foo: ['bar', 'qux'],
  });
  expect(applyPatch({ baz: 'qux', foo: 'bar' }, [{ op: 'remove', path: '/baz' }])).toEqual({ foo: 'bar' });
  expect(applyPatch({ baz: 'qux', foo: 'bar' }, [{ op: 'replace', path: '/baz', value: 'boo' }])).toEqual({
    baz: 'boo',
    foo: 'bar',
  });
});

test.each([
  [{ op: 'remove', path: '/missing' }],
  [{ op: 'replace', path: '/list/2', value: 1 }],
  [{ op: 'add', path: '/list/3', value: 1 }],
  [{ op: 'add', path: '/missing/field', value: 1 }],
  [{ op: 'remove', path: '/list/-' }],
] as const)('refuses %j: the target must exist (RFC 6902 section 4)', (operation) => {
  expect(() => applyPatch({ list: [0, 1] }, [operation])).toThrow(RangeError);
});

test('keeps the order of fields, whatever they are called, and never changes its input', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
      fc.jsonValue(),
      (document, value) => {
        const before = JSON.stringify(document);
        const [field = ''] = Object.keys(document);
        const patched = applyPatch(document, [{ op: 'replace', path: jsonPointer([field]), value }]);
        expect(JSON.stringify(document)).toBe(before);
        expect(Object.keys(patched)).toEqual(Object.keys(document));
        expect(JSON.stringify(Object.entries(patched)[0]?.[1])).toBe(JSON.stringify(value));
      },
    ),
  );
});

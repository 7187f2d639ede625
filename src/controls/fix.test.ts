import { expect, test } from 'vitest';
import { parseFieldPattern } from './field-pattern.ts';
import { planFix } from './fix.ts';
import { applyPatch } from './json-patch.ts';

const object = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'api' };

function patchOf(
  body: object,
  set: Record<string, unknown>,
  failed: (element: unknown) => boolean = () => true,
) {
  const changes = Object.entries(set).map(([text, value]) => ({
    field: parseFieldPattern(text) ?? [],
    value,
  }));
  return planFix({ at: 'object', changes, mechanical: true }, { object, body, base: ['spec'], failed });
}

test('creates missing parents with one operation', () => {
  const body = { spec: { containers: [] } };
  expect(patchOf(body, { 'securityContext.seccompProfile.type': 'RuntimeDefault' })?.patch).toEqual([
    { op: 'add', path: '/spec/securityContext', value: { seccompProfile: { type: 'RuntimeDefault' } } },
  ]);
});

test('replaces a parent that is null', () => {
  const body = { spec: { securityContext: null } };
  expect(patchOf(body, { 'securityContext.runAsNonRoot': true })?.patch).toEqual([
    { op: 'replace', path: '/spec/securityContext', value: { runAsNonRoot: true } },
  ]);
});

test('a second change sees what the first one made', () => {
  const fix = patchOf({ spec: {} }, { 'a.b': 1, 'a.c': 2 });
  expect(applyPatch({ spec: {} }, fix?.patch ?? [])).toEqual({ spec: { a: { b: 1, c: 2 } } });
});

test('null removes a field, and failing list elements from the last to the first', () => {
  const body = { spec: { add: ['SYS_ADMIN', 'CHOWN', 'NET_ADMIN'], privileged: true } };
  const fix = patchOf(body, { 'add[]': null, privileged: null }, (name) => name !== 'CHOWN');
  expect(fix?.patch).toEqual([
    { op: 'remove', path: '/spec/add/2' },
    { op: 'remove', path: '/spec/add/0' },
    { op: 'remove', path: '/spec/privileged' },
  ]);
  expect(applyPatch(body, fix?.patch ?? [])).toEqual({ spec: { add: ['CHOWN'] } });
});

test('offers nothing where nothing is left to change', () => {
  expect(patchOf({ spec: { a: { b: [1] } } }, { 'a.b': [1], missing: null })).toBeUndefined();
});

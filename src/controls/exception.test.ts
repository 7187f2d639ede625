import { expect, test } from 'vitest';
import { type Exception, matchException } from './exception.ts';
import type { Result } from './result.ts';

const result: Result = {
  control: 'host-path-volume',
  cluster: 'prod',
  verdict: 'fail',
  severity: 'medium',
  subject: { group: 'apps', kind: 'DaemonSet', namespace: 'logging', name: 'fluent-bit' },
  message: '',
  evidence: [],
  objectId: '1111111111111111',
  instanceId: '1111111111111111-222222222222',
};
const base = { id: 'log-reader', owner: 'platform', reason: 'reads logs', expires: '2026-12-31T00:00:00Z' };
const before = Date.parse('2026-12-30T23:59:59Z');
const after = Date.parse(base.expires);

function match(exception: Partial<Exception>, now = before) {
  return matchException(result, [{ ...base, ...exception }], now);
}

test('an object id matches that finding only, in every cluster', () => {
  expect(match({ objectId: result.objectId })).toMatchObject({ expired: false });
  expect(match({ objectId: '3333333333333333' })).toBeUndefined();
});

test('a scope matches when all of its fields do, and only for the named controls', () => {
  const controls = ['host-path-volume'];
  expect(match({ controls, scope: { namespaces: ['logging'], kinds: ['DaemonSet'] } })).toBeDefined();
  expect(match({ controls, scope: { namespaces: ['logging'], names: ['other'] } })).toBeUndefined();
  expect(match({ controls: ['host-port'], scope: { namespaces: ['logging'] } })).toBeUndefined();
  expect(match({ controls, scope: { containers: ['app'] } })).toBeUndefined();
});

test('a blanket exception matches nothing', () => {
  expect(match({})).toBeUndefined();
  expect(match({ scope: { namespaces: ['logging'] } })).toBeUndefined();
  expect(match({ controls: ['host-path-volume'] })).toBeUndefined();
});

test('it ends at the moment it expires, and one in force wins over one that has expired', () => {
  const objectId = result.objectId;
  expect(match({ objectId }, after)).toMatchObject({ expired: true });
  const later = { ...base, id: 'renewed', objectId, expires: '2027-06-01T00:00:00Z' };
  expect(matchException(result, [{ ...base, objectId }, later], after)).toMatchObject({
    expired: false,
    exception: { id: 'renewed' },
  });
});

test('an unreadable date is no exception in force', () => {
  expect(match({ objectId: result.objectId, expires: 'next year' })).toMatchObject({ expired: true });
});

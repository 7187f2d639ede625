import { describe, expect, test } from 'vitest';
import type { Exception } from './exception.ts';
import { reviewExceptions } from './review-exceptions.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const one: Exception = {
  id: 'one',
  owner: 'platform',
  reason: 'reads logs',
  expires: '2026-12-31',
  controls: ['host-path-volume'],
  scope: { namespaces: ['logging'], names: ['fluent-bit'] },
};

const codes = (exceptions: readonly Exception[], options = {}) =>
  reviewExceptions(exceptions, { now, ...options }).map(({ code, exception }) => `${exception.id} ${code}`);

test('a narrow exception with a near end is nothing to speak of', () => {
  expect(codes([one])).toEqual([]);
});

test('one that has ended is reported, once', () => {
  const expires = '2026-11-24';
  expect(codes([{ ...one, expires }], { covered: new Map(), complete: true })).toEqual([
    'one exception-expired',
  ]);
});

test('a longer life than the configuration allows is reported', () => {
  expect(codes([one], { maxDays: 30 })).toEqual(['one exception-too-long']);
  expect(codes([one], { maxDays: 37 })).toEqual([]);
});

describe('breadth', () => {
  test.each([
    [{}],
    [{ kinds: ['DaemonSet'] }],
    [{ clusters: ['dev'], kinds: ['Pod'] }],
    [{ namespaces: ['*'] }],
    [{ namespaces: ['*'], names: ['**'] }],
    [{ containers: ['app'] }],
  ])('without a namespace and a name it covers what is made tomorrow: %j', (scope) => {
    expect(codes([{ ...one, scope }])).toEqual(['one exception-too-broad']);
  });

  test('a name alone, a pattern, or an object id is narrow', () => {
    const { scope: _scope, controls: _controls, ...bare } = one;
    expect(codes([{ ...one, scope: { names: ['cluster-admin'] } }])).toEqual([]);
    expect(codes([{ ...one, scope: { namespaces: ['shop-*'] } }])).toEqual([]);
    expect(codes([{ ...bare, objectIds: ['1111111111111111'] }])).toEqual([]);
  });

  test('more findings than anybody looks at are too broad, and the number is the configuration’s', () => {
    expect(codes([one], { covered: new Map([['one', 25]]) })).toEqual([]);
    expect(codes([one], { covered: new Map([['one', 26]]) })).toEqual(['one exception-too-broad']);
    expect(codes([one], { covered: new Map([['one', 26]]), maxFindings: 30 })).toEqual([]);
  });
});

test('two that cover the same are duplicates, whatever order their fields are in', () => {
  const two = { ...one, id: 'two', scope: { names: ['fluent-bit'], namespaces: ['logging'] } };
  expect(codes([one, two])).toEqual(['two exception-duplicate']);
  expect(codes([one, { ...two, scope: { names: ['other'] } }])).toEqual([]);
  const ids = { ...one, objectIds: ['1111111111111111'] };
  expect(codes([ids, { ...ids, id: 'two' }])).toEqual(['two exception-duplicate']);
});

test('nobody approves their own', () => {
  expect(codes([{ ...one, approver: 'platform' }])).toEqual(['one exception-unapproved']);
  expect(codes([{ ...one, approver: 'security' }])).toEqual([]);
});

test('covering nothing is said only when everything was judged', () => {
  const covered = new Map<string, number>();
  expect(codes([one], { covered, complete: true })).toEqual(['one exception-inert']);
  expect(codes([one], { covered, complete: false })).toEqual([]);
  expect(codes([one])).toEqual([]);
  expect(codes([one], { covered: new Map([['one', 1]]), complete: true })).toEqual([]);
});

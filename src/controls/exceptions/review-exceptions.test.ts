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

const prod = { id: 'uid-prod', name: 'prod' };
const covering = (findings: number, changed = 0) => new Map([['one', { findings, changed }]]);

const codes = (exceptions: readonly Exception[], options = {}) =>
  reviewExceptions(exceptions, { now, ...options }).map(({ code, exception }) => `${exception.id} ${code}`);

test('a narrow exception with a near end is nothing to speak of', () => {
  expect(codes([one])).toEqual([]);
});

test('one that has ended is reported, once', () => {
  const expires = '2026-11-24';
  expect(codes([{ ...one, expires }], { covered: new Map(), whole: [prod] })).toEqual([
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
    [{ namespaces: ['?*'] }],
    [{ namespaces: ['*a*', 'k*'] }],
    [{ names: ['*-*', '*a*', '*e*', '*o*'] }],
    [{ namespaces: ['shop', '*'] }],
    [{ containers: ['app'] }],
  ])('without a namespace and a name it covers what is made tomorrow: %j', (scope) => {
    expect(codes([{ ...one, scope }])).toEqual(['one exception-too-broad']);
  });

  test('a name alone, a pattern, or an object id is narrow', () => {
    const { scope: _scope, controls: _controls, ...bare } = one;
    expect(codes([{ ...one, scope: { names: ['cluster-admin'] } }])).toEqual([]);
    expect(codes([{ ...one, scope: { namespaces: ['shop-*'] } }])).toEqual([]);
    expect(codes([{ ...one, scope: { namespaces: ['qa-*', '*-logging'] } }])).toEqual([]);
    expect(codes([{ ...bare, objectIds: ['1111111111111111'] }])).toEqual([]);
  });

  test('more findings than anybody looks at are too broad, and the number is the configuration’s', () => {
    expect(codes([one], { covered: covering(25) })).toEqual([]);
    expect(codes([one], { covered: covering(26) })).toEqual(['one exception-too-broad']);
    expect(codes([one], { covered: covering(26), maxFindings: 30 })).toEqual([]);
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
  const covered = new Map();
  expect(codes([one], { covered, whole: [prod] })).toEqual(['one exception-inert']);
  expect(codes([one], { covered, whole: [] })).toEqual([]);
  expect(codes([one])).toEqual([]);
  expect(codes([one], { covered: covering(1), whole: [prod] })).toEqual([]);
});

test('one for a cluster that was not looked at is not said to cover nothing', () => {
  const covered = new Map();
  const far = (clusters: string[]) => ({ ...one, scope: { ...one.scope, clusters } });
  expect(codes([far(['staging'])], { covered, whole: [prod] })).toEqual([]);
  expect(codes([far(['prod', 'staging'])], { covered, whole: [prod] })).toEqual([]);
  expect(codes([far(['prod'])], { covered, whole: [prod] })).toEqual(['one exception-inert']);
  expect(codes([far(['uid-*'])], { covered, whole: [prod] })).toEqual(['one exception-inert']);
});

test('two about one finding in different clusters, or for different things found there, are two decisions', () => {
  const objectIds = ['1111111111111111'];
  const about = (id: string, clusters: string[], digest?: string) => ({
    ...one,
    id,
    objectIds,
    scope: { clusters },
    ...(digest !== undefined && { contentDigests: { '1111111111111111': [digest] } }),
  });
  expect(codes([about('one', ['prod']), about('two', ['staging'])])).toEqual([]);
  expect(codes([about('one', ['prod']), about('two', ['pr*'])])).toEqual(['two exception-duplicate']);
  expect(codes([about('one', ['prod'], 'a'), about('two', ['prod'], 'b')])).toEqual([]);
  expect(codes([about('one', ['prod'], 'a'), about('two', ['prod'], 'a')])).toEqual([
    'two exception-duplicate',
  ]);
  expect(codes([about('one', ['prod'], 'a'), about('two', ['prod'])])).toEqual(['two exception-duplicate']);
});

test('what changed since it was decided about is reported, and covers something', () => {
  expect(codes([one], { covered: covering(1, 1), whole: [prod] })).toEqual(['one exception-changed']);
  expect(codes([{ ...one, expires: '2026-11-24' }], { covered: covering(1, 1) })).toEqual([
    'one exception-expired',
  ]);
});

test('a kind that begins with a small letter is none', () => {
  expect(codes([{ ...one, scope: { ...one.scope, kinds: ['deployment'] } }])).toEqual([
    'one exception-inert',
  ]);
  expect(
    codes([{ ...one, scope: { ...one.scope, kinds: ['*set', 'Service.', 'Certificate.cert-manager.io'] } }]),
  ).toEqual([]);
});

import { expect, test } from 'vitest';
import type { Result } from '../result.ts';
import { daysLeft, type Exception, expiryOf } from './exception.ts';
import { exceptionMatcher } from './match-exceptions.ts';

const result: Result = {
  control: 'host-path-volume',
  cluster: 'uid-prod',
  verdict: 'fail',
  severity: 'medium',
  subject: { group: 'apps', kind: 'DaemonSet', namespace: 'logging', name: 'fluent-bit' },
  message: '',
  evidence: [],
  objectId: '1111111111111111',
  instanceId: '1111111111111111-222222222222',
};
const prod = { id: 'uid-prod', name: 'prod' };
const base = { id: 'log-reader', owner: 'platform', reason: 'reads logs', expires: '2026-12-31T00:00:00Z' };
const before = Date.parse('2026-12-30T23:59:59Z');
const after = Date.parse(base.expires);
const controls = ['host-path-volume'];

function match(exception: Partial<Exception>, now = before, about: Result = result) {
  return exceptionMatcher([{ ...base, ...exception }], prod, now)(about);
}

test('an object id matches that finding only, in every cluster', () => {
  expect(match({ objectIds: [result.objectId] })).toMatchObject({ state: 'in-force' });
  expect(match({ objectIds: ['3333333333333333'] })).toBeUndefined();
  expect(match({ objectIds: [result.objectId] }, before, { ...result, cluster: 'staging' })).toBeDefined();
});

test('what is said beside an object id must hold too', () => {
  const objectIds = [result.objectId];
  expect(match({ objectIds, controls, scope: { names: ['fluent-bit'] } })).toBeDefined();
  expect(match({ objectIds, controls: ['host-port'] })).toBeUndefined();
  expect(match({ objectIds, scope: { clusters: ['staging'] } })).toBeUndefined();
});

test('object ids are all that is covered when there are any', () => {
  expect(match({ objectIds: ['3333333333333333'], controls, scope: { names: ['*'] } })).toBeUndefined();
});

test('a scope matches when all of its fields do, and only for the named controls', () => {
  expect(match({ controls, scope: { namespaces: ['logging'], kinds: ['DaemonSet'] } })).toBeDefined();
  expect(match({ controls, scope: { namespaces: ['logging'], names: ['other'] } })).toBeUndefined();
  expect(match({ controls: ['host-port'], scope: { namespaces: ['logging'] } })).toBeUndefined();
  expect(match({ controls, scope: { containers: ['app'] } })).toBeUndefined();
  expect(match({ controls, scope: { containers: ['*'] } })).toBeUndefined();
});

test('clusters are named by name or id, and a star stands for any characters', () => {
  for (const clusters of [['prod'], ['uid-prod'], ['pr*'], ['staging', 'prod']])
    expect(match({ controls, scope: { clusters, names: ['fluent-bit'] } })).toBeDefined();
  expect(match({ controls, scope: { clusters: ['pro'], names: ['fluent-bit'] } })).toBeUndefined();
  expect(match({ controls, scope: { namespaces: ['log*'], names: ['*-bit'] } })).toBeDefined();
  expect(match({ controls, scope: { namespaces: ['l.gging'] } })).toBeUndefined();
});

test('a Namespace is in itself', () => {
  const namespace: Result = {
    ...result,
    subject: { group: '', kind: 'Namespace', namespace: '', name: 'shop' },
  };
  expect(match({ controls, scope: { namespaces: ['shop'] } }, before, namespace)).toBeDefined();
});

test('a blanket exception matches nothing', () => {
  expect(match({})).toBeUndefined();
  expect(match({ scope: { namespaces: ['logging'] } })).toBeUndefined();
  expect(match({ controls })).toBeUndefined();
});

test('it ends at the moment it expires, and one in force wins over one that has expired', () => {
  const objectIds = [result.objectId];
  expect(match({ objectIds }, after)).toMatchObject({ state: 'expired' });
  const later = { ...base, id: 'renewed', objectIds, expires: '2027-06-01T00:00:00Z' };
  const matcher = exceptionMatcher([{ ...base, objectIds }, later], prod, after);
  expect(matcher(result)).toMatchObject({ state: 'in-force', exception: { id: 'renewed' } });
});

test('a date holds to the end of its day in UTC', () => {
  const objectIds = [result.objectId];
  const expires = '2026-12-31';
  expect(match({ objectIds, expires }, Date.parse('2026-12-31T23:59:59.999Z'))).toMatchObject({
    state: 'in-force',
  });
  expect(match({ objectIds, expires }, Date.parse('2027-01-01T00:00:00Z'))).toMatchObject({
    state: 'expired',
  });
  expect(daysLeft({ expires }, Date.parse('2026-12-31T12:00:00Z'))).toBe(1);
  expect(daysLeft({ expires }, Date.parse('2027-01-01T00:00:00Z'))).toBe(0);
});

test.each([
  'next year',
  '2026-02-30',
  '31.12.2026',
  '2026-12-31 10:00',
  '2026-12-31T25:00:00Z',
  '2026-13-01',
  '',
])('an unreadable date is no exception in force: %s', (expires) => {
  expect(expiryOf(expires)).toBeUndefined();
  expect(match({ objectIds: [result.objectId], expires })).toMatchObject({ state: 'expired' });
});

const digests = { now: 'a'.repeat(32), before: 'b'.repeat(32) };
const judgedNow: Result = { ...result, contentDigest: digests.now };
const decided = (digest: string): Partial<Exception> => ({
  objectIds: [result.objectId],
  contentDigests: { [result.objectId]: [digest] },
});

test('an exception with a digest holds for what was decided about, and for nothing else at that place', () => {
  expect(match(decided(digests.now), before, judgedNow)).toMatchObject({ state: 'in-force' });
  expect(match(decided(digests.before), before, judgedNow)).toMatchObject({ state: 'changed' });
});

test('one without a digest holds whatever is found there, as it always did', () => {
  expect(match({ objectIds: [result.objectId] }, before, judgedNow)).toMatchObject({ state: 'in-force' });
  expect(match({ ...decided(digests.before), contentDigests: {} }, before, judgedNow)).toMatchObject({
    state: 'in-force',
  });
});

test('a finding of a report that knows no digests is covered as before', () => {
  expect(match(decided(digests.before))).toMatchObject({ state: 'in-force' });
});

test('another exception that was decided about what is there now holds', () => {
  const exceptions = [
    { ...base, ...decided(digests.before) },
    { ...base, id: 'again', ...decided(digests.now) },
  ];
  expect(exceptionMatcher(exceptions, prod, before)(judgedNow)).toMatchObject({
    state: 'in-force',
    exception: { id: 'again' },
  });
});

test('one that has ended is expired, whatever changed', () => {
  expect(match(decided(digests.before), after, judgedNow)).toMatchObject({ state: 'expired' });
});

test('a kind is one of any group, or of the group that stands behind it', () => {
  const of = (group: string, kinds: string[]) =>
    match({ controls, scope: { kinds, namespaces: ['logging'] } }, before, {
      ...result,
      subject: { ...result.subject, group, kind: 'Service' },
    });
  expect(of('serving.knative.dev', ['Service'])).toBeDefined();
  expect(of('serving.knative.dev', ['Service.serving.knative.dev'])).toBeDefined();
  expect(of('', ['Service.serving.knative.dev'])).toBeUndefined();
  expect(of('', ['Service.'])).toBeDefined();
  expect(of('serving.knative.dev', ['Service.'])).toBeUndefined();
});

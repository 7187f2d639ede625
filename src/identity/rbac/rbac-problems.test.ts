import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { accessOf } from '../cluster-access.ts';
import { grant } from '../paths/path-fixtures.ts';
import { rbacProblems } from './rbac-problems.ts';
import { writtenCases } from './written-fixtures.ts';

const problemsOf = (...objects: readonly KubernetesObject[]) => rbacProblems(clusterOf(objects));
const doubtsOf = (...objects: readonly KubernetesObject[]) =>
  problemsOf(...objects).map(({ code, message }) => {
    expect(code).toBe('rbac-doubtful');
    return message;
  });

// The same objects are sent to a real API server by api-server.test.ts.
test.each(writtenCases)('$kind with $what', ({ kind, fields, refused }) => {
  const metadata = { name: 'written', ...(kind.startsWith('Role') && { namespace: 'alpha' }) };
  const object = { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, ...fields };
  const invalid = problemsOf(object as KubernetesObject).filter(({ code }) => code === 'rbac-invalid');
  expect(invalid.map(({ message }) => message.split(': ')[1])).toEqual(refused);
  expect(invalid.every(({ severity }) => severity === 'error')).toBe(true);
});

describe('doubted is', () => {
  const role = (fields: object) =>
    grant('user:ann', 'shop', 'role', { resources: ['pods'], verbs: ['get'], ...fields });

  test.each([
    ['verbs', 'liste', /"liste" is no verb of Kubernetes and matches nothing; list is/],
    ['verbs', 'GET', /; get is/],
    ['verbs', 'get ', /; get is/],
    ['verbs', 'put', /; update is/],
    ['verbs', 'deletecollections', /; deletecollection is/],
    ['apiGroups', 'core', /the group of Pods and Secrets is ""/],
    ['apiGroups', 'v1', /the group of Pods and Secrets is ""/],
    ['apiGroups', 'apps/v1', /without its version/],
    ['apiGroups', 'app', /no API group that is known/],
    ['resources', 'pods/*', /matches nothing/],
    ['resources', 'Pods', /small letters/],
  ])('%s: %s', (field, word, message) => {
    expect(doubtsOf(...role({ [field]: [word] }))).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['verbs', ['use', 'sync', 'bind', 'approve', 'deploy', 'read', 'manage', 'create', '*']],
    ['apiGroups', ['', 'apps', 'batch', 'example.com', 'networking.k8s.io', '*']],
    ['resources', ['*', 'pods/exec', '*/scale', 'widgets']],
  ])('not what may be meant of %s', (field, words) => {
    expect(doubtsOf(...role({ [field]: words }))).toEqual([]);
  });

  test.each([
    ['\u0430dmin', /looks like another name: U\+0430 among Latin letters/],
    ['evil\u202egnp', /characters that are not seen: U\+202E/],
    ['ann ', /begins or ends with white space/],
  ])('a name that looks like another one', (name, message) => {
    expect(
      doubtsOf(...grant(`user:${name}`, 'shop', 'role', { resources: ['pods'], verbs: ['get'] })),
    ).toEqual([expect.stringMatching(message)]);
  });

  test('no name of one script', () => {
    expect(doubtsOf(...grant('user:анна', 'shop', 'role', { resources: ['pods'], verbs: ['get'] }))).toEqual(
      [],
    );
  });
});

test('who has no name is granted nothing', () => {
  const [role, binding] = grant('user:ann', '*', 'role', { resources: ['pods'], verbs: ['get'] });
  const subjects = [
    { kind: 'User' },
    { kind: 'Group', name: '' },
    { kind: 'ServiceAccount', namespace: 'shop' },
  ];
  const { index } = accessOf(clusterOf([role, { ...binding, subjects }] as KubernetesObject[]));
  const own = [...index.bindings()].find(({ name }) => name === 'role');
  expect(own).toMatchObject({ subjects: [], malformed: true });
});

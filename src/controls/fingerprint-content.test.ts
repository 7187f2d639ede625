import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ContentFact,
  contentDigest,
  contentFact,
  evidenceDigest,
  imageRepository,
} from './fingerprint-content.ts';

const fact = (value: unknown, field = 'field', place = 'pod.field'): ContentFact => ({ place, value, field });
const digest = (value: unknown, field?: string) => contentDigest([fact(value, field)], 'runtime');

test('is the same in every release: exceptions and baselines refer to it', () => {
  expect(digest('/var/log', 'path')).toBe('36008a5f100486d2d9fa09ce286adbff');
});

describe('another value is another content', () => {
  test.each([
    ['/var/log', '/', 'path'],
    [undefined, true, 'allowPrivilegeEscalation'],
    [0, 1000, 'runAsUser'],
    [1, '1', 'value'],
    [['a', 'b'], ['a'], 'add'],
    [['a', 'a'], ['a'], 'add'],
    [
      [
        { verbs: ['get'], resources: ['pods'] },
        { verbs: ['list'], resources: ['secrets'] },
      ],
      [
        { verbs: ['list'], resources: ['pods'] },
        { verbs: ['get'], resources: ['secrets'] },
      ],
      'rules',
    ],
    [['sh', '-c', 'a'], ['sh', 'a', '-c'], 'args'],
    ['docker.io/trusted/tool:1', 'evil.example.org/miner:1', 'image'],
  ])('%j and %j', (one, other, field) => {
    expect(digest(one, field)).not.toBe(digest(other, field));
  });

  test('at another place', () => {
    expect(contentDigest([fact(1, 'x', 'pod.x')], 'runtime')).not.toBe(
      contentDigest([fact(1, 'x', 'pod.y')], 'runtime'),
    );
  });
});

describe('what says the same is the same content', () => {
  test.each([
    ['keys in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, 'field'],
    ['lists in another order', ['NET_ADMIN', 'SYS_TIME'], ['SYS_TIME', 'NET_ADMIN'], 'add'],
    ['a type that the API server writes as empty', { path: '/' }, { path: '/', type: '' }, 'hostPath'],
    [
      'modes and protocols that the API server fills in',
      { name: 'c', configMap: { name: 'x' } },
      { name: 'c', configMap: { name: 'x', defaultMode: 420 } },
      'volumes',
    ],
    ['the pull policy that the API server fills in', undefined, 'IfNotPresent', 'imagePullPolicy'],
    [
      'the group of a subject, which the API server fills in',
      { kind: 'User', name: 'a' },
      { kind: 'User', name: 'a', apiGroup: 'rbac.authorization.k8s.io' },
      'subjects',
    ],
    ['a new release', 'ghcr.io/example/app:1.0', 'ghcr.io/example/app:1.1@sha256:00', 'image'],
    ['the same image, written in full', 'nginx:1.29', 'docker.io/library/nginx:1.30', 'image'],
    [
      'random names that the service account admission plug-in makes',
      'kube-api-access-x7k2q',
      'kube-api-access-9bz4m',
      'name',
    ],
    ['null and nothing', null, undefined, 'field'],
  ])('%s', (_, one, other, field) => {
    expect(digest(one, field)).toBe(digest(other, field));
  });

  test('whatever the order of the fields that were looked at', () => {
    const facts = fc.array(fc.record({ place: fc.string(), value: fc.jsonValue(), field: fc.string() }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(facts, (list) => {
        expect(contentDigest(list.toReversed(), 'runtime')).toBe(contentDigest(list, 'runtime'));
      }),
    );
  });
});

describe('credentials', () => {
  const marked = (detector: string, hash = '0123456789ab', length = 20) =>
    `plimsoll-redacted:${detector}:${hash}:${length}`;
  const secrets = (value: unknown) => contentDigest([{ place: 'object.data', value }], 'secrets');

  test('count by place and detector, whatever key their hash was made with and however long they are', () => {
    expect(secrets({ token: marked('github-token') })).toBe(
      secrets({ token: marked('github-token', 'ffffffffffff', 40) }),
    );
  });

  test('a new one, one at another place and one of another kind are changes', () => {
    const one = secrets({ token: marked('github-token') });
    expect(
      secrets({ token: marked('github-token'), url: `postgres://a:${marked('password-in-url')}@b` }),
    ).not.toBe(one);
    expect(secrets({ other: marked('github-token') })).not.toBe(one);
    expect(secrets({ token: marked('private-key') })).not.toBe(one);
  });

  test('a second one in the same text is a change', () => {
    expect(secrets({ f: marked('a-token') })).not.toBe(
      secrets({ f: `${marked('a-token')} ${marked('a-token')}` }),
    );
  });

  test('nothing else in the same object counts, nor what is only possible', () => {
    const one = secrets({ token: marked('github-token') });
    expect(secrets({ token: marked('github-token'), level: 'debug', maybe: marked('possible-token') })).toBe(
      one,
    );
  });

  test('elsewhere a value with one in it counts without its hash', () => {
    expect(digest(['--key', marked('token')], 'args')).toBe(
      digest(['--key', marked('token', 'ffffffffffff', 9)], 'args'),
    );
    expect(digest(['--key', marked('token')], 'args')).not.toBe(digest(['--other', marked('token')], 'args'));
  });
});

describe('places', () => {
  const pod = { volumes: [{ name: 'a' }, { name: 'logs', hostPath: { path: '/var/log' } }] };
  const inPod = contentFact(
    { spec: pod },
    ['spec', 'volumes', 1, 'hostPath', 'path'],
    [
      { name: 'pod', path: ['spec'] },
      { name: 'object', path: [] },
    ],
  );

  test('are told from the pod, and by the names of elements', () => {
    expect(inPod).toEqual({ place: 'pod.volumes.[logs].hostPath.path', value: '/var/log', field: 'path' });
    const path = ['spec', 'template', 'spec', 'volumes', 0, 'hostPath', 'path'];
    const template = { spec: { template: { spec: { volumes: pod.volumes.toReversed() } } } };
    expect(contentFact(template, path, [{ name: 'pod', path: ['spec', 'template', 'spec'] }])).toEqual(inPod);
  });

  test('a whole object is no fact', () => {
    expect(contentFact({ status: 1 }, [], [{ name: 'object', path: [] }])).toEqual({
      place: 'object',
      value: undefined,
      field: undefined,
    });
  });
});

test('evidence of an analysis counts without the places of elements in lists', () => {
  const object = { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', namespace: '', name: 'a' };
  const at = (index: number, value: string) =>
    evidenceDigest([{ object, path: `rules[${index}]`, value }], 'identity');
  expect(at(0, '{"verbs":["get","list"]}')).toBe(at(3, '{"verbs":["list","get"]}'));
  expect(at(0, '{"verbs":["get"]}')).not.toBe(at(0, '{"verbs":["*"]}'));
});

/** https://github.com/distribution/reference/blob/main/normalize_test.go */
test.each([
  ['nginx', 'docker.io/library/nginx'],
  ['nginx:1.29', 'docker.io/library/nginx'],
  ['library/nginx@sha256:00', 'docker.io/library/nginx'],
  ['index.docker.io/library/nginx', 'docker.io/library/nginx'],
  ['localhost:5000/app:1', 'localhost:5000/app'],
  ['localhost/app', 'localhost/app'],
  ['ghcr.io/a/b/c:v1@sha256:00', 'ghcr.io/a/b/c'],
])('%s comes from %s', (image, repository) => {
  expect(imageRepository(image)).toBe(repository);
});

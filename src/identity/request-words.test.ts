import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import { accessOf } from './cluster-access.ts';
import { grant } from './paths/path-fixtures.ts';
import { nearestResource, unknownSubresource, unknownVerb } from './request-words.ts';

const own = { verbs: ['deploy'], apiGroups: ['example.com'], resources: ['widgets/paint'] };
const clusters = [accessOf(clusterOf(grant('user:ann', '*', 'widgets', own)))];

// https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-verbs-and-authorization
describe('a verb', () => {
  test.each(['get', 'deletecollection', 'bind', 'escalate', 'impersonate', 'sign', 'use', '*', 'deploy'])(
    '%s is known',
    (verb) => {
      expect(unknownVerb(verb, false, clusters)).toBeUndefined();
    },
  );

  test('of a path is one of HTTP', () => {
    expect(unknownVerb('post', true, clusters)).toBeUndefined();
    expect(unknownVerb('post', false, clusters)).toMatchObject({ word: 'post' });
    expect(unknownVerb('list', true, clusters)).toMatchObject({ word: 'list' });
  });

  test('that is mistyped has one that was meant', () => {
    expect(unknownVerb('lst', false, clusters)).toEqual({ word: 'lst', near: 'list' });
    expect(unknownVerb('impersonate:user-info', false, clusters)).toBeUndefined();
  });
});

describe('a subresource', () => {
  test.each([
    ['pods', 'exec'],
    ['nodes', 'configz'],
    ['ingresses', 'status'],
    ['*', 'scale'],
    ['userextras', 'scopes'],
    ['widgets', 'scale'],
    ['widgets', 'paint'],
  ])('%s/%s is known', (resource, subresource) => {
    expect(unknownSubresource(resource, subresource, clusters)).toBeUndefined();
  });

  test('that is mistyped has one that was meant, and a star is none', () => {
    expect(unknownSubresource('pods', 'exce', clusters)).toEqual({ word: 'pods/exce', near: 'pods/exec' });
    expect(unknownSubresource('pods', '*', clusters)).toMatchObject({ word: 'pods/*' });
    expect(unknownSubresource('secrets', 'exec', clusters)).toEqual({
      word: 'secrets/exec',
      near: undefined,
    });
  });
});

test('a resource that is mistyped has one that was meant', () => {
  expect(nearestResource('pds')).toBe('pods');
  expect(nearestResource('secrtes')).toBe('secrets');
  expect(nearestResource('certificates')).toBeUndefined();
});

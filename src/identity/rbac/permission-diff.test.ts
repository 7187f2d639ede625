import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../cluster/index.ts';
import { can } from './access.ts';
import { indexOfObjects } from './index-of-objects.ts';
import { permissionDiff } from './permission-diff.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const role = (name: string, rules: readonly object[]) =>
  ({ apiVersion, kind: 'ClusterRole', metadata: { name }, rules }) as KubernetesObject;
const binding = (name: string, roleName: string, user: string, namespace?: string) =>
  ({
    apiVersion,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    roleRef: { kind: 'ClusterRole', name: roleName },
    subjects: [{ kind: 'User', name: user }],
  }) as KubernetesObject;
const index = (...objects: KubernetesObject[]) => indexOfObjects(objects, { aggregate: false });
const read = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };

test('a grant that moves to another role or binding is no change', () => {
  const before = index(role('one', [read]), binding('a', 'one', 'jane'));
  const after = index(
    role('two', [{ ...read, resources: ['pods', 'pods/log'] }]),
    binding('b', 'two', 'jane'),
  );
  expect(permissionDiff(before, after)).toMatchObject([
    {
      subject: { name: 'jane' },
      namespace: '',
      gained: [{ grant: { resources: ['pods/log'] }, binding: { name: 'b' } }],
      lost: [],
    },
  ]);
});

test('a grant that goes from the whole cluster to a namespace is lost there, and not gained here', () => {
  const before = index(role('one', [read]), binding('a', 'one', 'jane'));
  const after = index(role('one', [read]), binding('b', 'one', 'jane', 'shop'));
  expect(permissionDiff(before, after)).toMatchObject([
    { namespace: '', gained: [], lost: [{ binding: { name: 'a' } }] },
  ]);
});

const rules = fc.array(
  fc.record({
    verbs: fc.constantFrom(['get'], ['get', 'list'], ['*']),
    apiGroups: fc.constantFrom([''], ['apps'], ['*']),
    resources: fc.constantFrom(['pods'], ['pods/exec'], ['*'], ['*/exec'], ['secrets', 'pods']),
    resourceNames: fc.constantFrom([], [], ['a']),
  }),
  { maxLength: 3 },
);
const world = fc
  .tuple(
    rules,
    rules,
    fc.array(
      fc.tuple(
        fc.constantFrom('one', 'two', 'gone'),
        fc.constantFrom('jane', 'joe'),
        fc.constantFrom(undefined, 'shop', 'ci'),
      ),
      { maxLength: 4 },
    ),
  )
  .map(([one, two, bound]) => [
    role('one', one),
    role('two', two),
    ...bound.map(([name, user, namespace], at) => binding(`b-${at}`, name, user, namespace)),
  ]);
const request = fc.record({
  verb: fc.constantFrom('get', 'list', 'delete'),
  apiGroup: fc.constantFrom('', 'apps', 'batch'),
  resource: fc.constantFrom('pods', 'secrets', 'jobs'),
  subresource: fc.constantFrom('', 'exec'),
  name: fc.constantFrom('', 'a', 'b'),
});

test('whatever is newly allowed is in the difference, and what it says is newly allowed', () => {
  fc.assert(
    fc.property(world, world, fc.array(request, { minLength: 8, maxLength: 8 }), (left, right, requests) => {
      const before = index(...left);
      const after = index(...right);
      const changes = permissionDiff(before, after);
      for (const user of ['jane', 'joe']) {
        for (const namespace of ['', 'shop', 'ci']) {
          const principal = { user, groups: [] };
          const told = changes.filter(
            (each) => each.subject.name === user && ['', namespace].includes(each.namespace),
          );
          for (const each of requests) {
            const asked = { ...each, ...(namespace !== '' && { namespace }) };
            const was = can(before, principal, asked).allowed;
            const is = can(after, principal, asked).allowed;
            if (is && !was) expect(told.flatMap(({ gained }) => gained)).not.toEqual([]);
            if (was && !is) expect(told.flatMap(({ lost }) => lost)).not.toEqual([]);
          }
        }
      }
      for (const { subject, namespace, gained } of changes) {
        for (const { grant } of gained) {
          const [verb = '', apiGroup = '', text = ''] = [
            grant.verbs[0],
            grant.apiGroups[0],
            grant.resources[0],
          ];
          if ([verb, apiGroup, text].some((part) => part.includes('*'))) continue;
          const [resource = '', subresource = ''] = text.split('/');
          const asked = {
            verb,
            apiGroup,
            resource,
            subresource,
            name: grant.resourceNames[0] ?? 'other',
            ...(namespace !== '' && { namespace }),
          };
          const principal = { user: subject.name, groups: [] };
          expect([can(before, principal, asked).allowed, can(after, principal, asked).allowed]).toEqual([
            false,
            true,
          ]);
        }
      }
    }),
    { numRuns: 500 },
  );
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import type { KubernetesObject } from '../../cluster/index.ts';
import { accessOf } from '../cluster-access.ts';
import { can } from '../rbac/access.ts';
import type { AccessRequest } from '../rbac/access-request.ts';
import { rulesCover, uncovered } from '../rbac/covers.ts';
import { indexOfObjects } from '../rbac/index-of-objects.ts';
import { permissionDiff } from '../rbac/permission-diff.ts';
import type { PolicyRule } from '../rbac/policy-rule.ts';
import { principalOf, principalWithoutGroups, type Subject, subjectKey } from '../subject.ts';
import { cleanUp } from './clean-up.ts';
import { mergeRules } from './merge-rules.ts';
import { type Narrowing, narrow } from './narrow.ts';
import { grantForNeed, type Need } from './need.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const runner = { kind: 'ServiceAccount', namespace: 'ci', name: 'runner' } as const;
const other = { kind: 'ServiceAccount', namespace: 'ci', name: 'other' } as const;

const role = (name: string, rules: readonly object[], namespace?: string) =>
  ({
    apiVersion,
    kind: namespace === undefined ? 'ClusterRole' : 'Role',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    rules,
  }) as KubernetesObject;
const binding = (name: string, roleName: string, subjects: readonly Subject[], namespace?: string) =>
  ({
    apiVersion,
    kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace !== undefined && { namespace }) },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: roleName },
    subjects,
  }) as KubernetesObject;
const need = (request: AccessRequest): Need => ({ request, provenance: 'test' });
const pods = (verb: string, namespace?: string): AccessRequest => ({
  verb,
  apiGroup: '',
  resource: 'pods',
  ...(namespace !== undefined && { namespace }),
});

/** The objects as they are when a plan was carried out. */
function applied(objects: readonly KubernetesObject[], plan: Pick<Narrowing, 'add' | 'remove' | 'subject'>) {
  const removed = new Map(plan.remove.map((each) => [each.object.body, each]));
  const left = objects.map((object) => {
    const from = removed.get(object);
    if (from === undefined) return object;
    const places = new Set(
      from.subjects
        .filter(({ subject }) => subjectKey(subject) === subjectKey(plan.subject))
        .map(({ index }) => index),
    );
    const subjects = (object['subjects'] as readonly Subject[]).filter((_, index) => !places.has(index));
    return { ...object, subjects } as KubernetesObject;
  });
  return [...left, ...plan.add];
}

describe('narrow', () => {
  const admin = role('admin-of-all', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]);

  test('replaces a wide binding by what is needed, where it is needed', () => {
    const access = accessOf(clusterOf([admin, binding('ci', 'admin-of-all', [runner, other])]));
    const plan = narrow(access, runner, [
      need(pods('get', 'shop')),
      need(pods('list', 'shop')),
      need({ verb: 'get', apiGroup: '', resource: 'nodes' }),
    ]);
    expect(plan.add).toMatchObject([
      {
        kind: 'ClusterRole',
        metadata: { name: 'ci-runner-needed' },
        rules: [{ resources: ['nodes'], verbs: ['get'] }],
      },
      { kind: 'ClusterRoleBinding', subjects: [runner] },
      {
        kind: 'Role',
        metadata: { name: 'runner-needed', namespace: 'shop' },
        rules: [{ resources: ['pods'], verbs: ['get', 'list'] }],
      },
      { kind: 'RoleBinding', roleRef: { kind: 'Role', name: 'runner-needed' } },
    ]);
    expect(plan.remove.map(({ name }) => name)).toEqual(['ci']);
    expect(plan.lost).toMatchObject([{ namespace: '', grant: { verbs: ['*'] } }]);
  });

  test('never grants what is not allowed today, nor what a RoleBinding cannot make real', () => {
    const reader = role('reader', [{ verbs: ['get'], apiGroups: [''], resources: ['pods', 'nodes'] }]);
    const access = accessOf(clusterOf([reader, binding('ci', 'reader', [runner], 'shop')]));
    const nodes = { verb: 'get', apiGroup: '', resource: 'nodes', namespace: 'shop' };
    const asked = [need(pods('delete', 'shop')), need(pods('get')), need(nodes)];
    const plan = narrow(access, runner, asked);
    expect(plan.unmet).toEqual(asked);
    expect(plan.add).toEqual([]);
  });

  test('a binding that grants just the need is kept, and what everybody may is in no role', () => {
    const reader = role('reader', [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]);
    const access = accessOf(clusterOf([reader, binding('ci', 'reader', [runner], 'shop')]));
    const version = need({ verb: 'get', path: '/version' });
    const plan = narrow(access, runner, [need(pods('get', 'shop')), version]);
    expect([plan.add, plan.remove, plan.lost]).toEqual([[], [], []]);
    expect(plan.byDefault).toEqual([version]);
  });

  // "You cannot restrict create or deletecollection requests by resourceName."
  // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
  test('a need to create one object by name is a right to create any, and that is said', () => {
    const access = accessOf(clusterOf([admin, binding('ci', 'admin-of-all', [runner])]));
    const create = need({ ...pods('create', 'shop'), name: 'one' } as AccessRequest);
    const token = need({
      verb: 'create',
      apiGroup: '',
      resource: 'serviceaccounts',
      subresource: 'token',
      name: 'x',
      namespace: 'shop',
    });
    const plan = narrow(access, runner, [create, token]);
    expect(plan.extras).toMatchObject([{ namespace: 'shop', need: create }]);
    expect(plan.add[0]?.['rules']).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['create'] },
      { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['x'], verbs: ['create'] },
    ]);
  });

  test('names of the plan are free', () => {
    const taken = role('runner-needed', [], 'shop');
    const access = accessOf(clusterOf([admin, taken, binding('ci', 'admin-of-all', [runner])]));
    const plan = narrow(access, runner, [need(pods('get', 'shop'))]);
    expect(plan.add[0]?.metadata.name).toBe('runner-needed-2');
  });
});

const rule = fc.record({
  verbs: fc.subarray(['get', 'list', 'create', '*'], { minLength: 1 }),
  apiGroups: fc.constantFrom([''], ['apps'], ['*'], ['', 'apps']),
  resources: fc.subarray(['pods', 'pods/exec', '*/exec', 'secrets', '*'], { minLength: 1 }),
  resourceNames: fc.constantFrom([], [], ['a'], ['a', 'b']),
  nonResourceURLs: fc.constant([] as string[]),
});
const pathRule = fc.record({
  verbs: fc.subarray(['get', 'post', '*'], { minLength: 1 }),
  apiGroups: fc.constant([] as string[]),
  resources: fc.constant([] as string[]),
  resourceNames: fc.constant([] as string[]),
  nonResourceURLs: fc.subarray(['/metrics', '/logs/*', '*'], { minLength: 1 }),
});
const rules = fc.array(fc.oneof({ weight: 4, arbitrary: rule }, { weight: 1, arbitrary: pathRule }), {
  maxLength: 5,
});
const place = fc.constantFrom(undefined, 'shop', 'ci');
const world = fc
  .tuple(
    rules,
    rules,
    fc.array(
      fc.record({
        to: fc.constantFrom('one', 'two', 'gone'),
        namespace: place,
        subjects: fc.constantFrom([runner], [other, runner], [runner, other, runner], [other]),
      }),
      { maxLength: 5 },
    ),
  )
  .map(([one, two, bindings]) => [
    role('one', one),
    role('two', two),
    ...bindings.map(({ to, namespace, subjects }, index) => binding(`b${index}`, to, subjects, namespace)),
  ]);
const resourceNeed = fc.record(
  {
    verb: fc.constantFrom('get', 'list', 'create', '*'),
    apiGroup: fc.constantFrom('', 'apps'),
    resource: fc.constantFrom('pods', 'secrets', '*'),
    subresource: fc.constantFrom('exec'),
    name: fc.constantFrom('a', 'c'),
    namespace: fc.constantFrom('shop', 'ci'),
  },
  { requiredKeys: ['verb', 'apiGroup', 'resource'] },
);
const pathNeed = fc.record({
  verb: fc.constantFrom('get', 'post'),
  path: fc.constantFrom('/metrics', '/logs/a'),
});
const needs = fc.array(
  fc
    .oneof({ weight: 4, arbitrary: resourceNeed }, { weight: 1, arbitrary: pathNeed })
    .map((request) => need(request as AccessRequest)),
  { maxLength: 6 },
);

test('a plan allows the whole need, nothing that was not held, and nothing beside the need that it does not name', () => {
  fc.assert(
    fc.property(world, needs, (objects, asked) => {
      const access = accessOf(clusterOf(objects));
      const plan = narrow(access, runner, asked);
      const before = indexOfObjects(objects, { aggregate: true });
      const after = indexOfObjects(applied(objects, plan), { aggregate: true });
      const everyone = principalOf(runner);
      for (const { request } of asked) {
        const held = can(access.index, everyone, request).allowed;
        const isUnmet = plan.unmet.some((each) => each.request === request);
        if (!isUnmet) expect(held).toBe(true);
        const byDefault = plan.byDefault.some((each) => each.request === request);
        if (!isUnmet && !byDefault) expect(can(after, everyone, request).allowed).toBe(true);
      }
      const changes = permissionDiff(before, after);
      expect(changes.flatMap(({ gained }) => gained)).toEqual([]);
      expect(changes.filter(({ subject }) => subjectKey(subject) !== subjectKey(runner))).toEqual([]);
      const named = [...asked.map(grantForNeed), ...plan.extras.map(({ grant }) => grant)];
      for (const object of plan.add)
        if (Array.isArray(object['rules']))
          expect([...uncovered(named, filled(object['rules']))]).toEqual([]);
      const own = principalWithoutGroups(runner);
      const kept = new Set(plan.keep.map(({ key }) => key));
      for (const each of after.allBindingsOf(own))
        if (kept.has(each.key))
          expect(
            rulesCover(
              named,
              after.rulesOf(each).map(({ rule: of }) => of),
            ),
          ).toBe(true);
    }),
    { numRuns: 500 },
  );
});

function filled(list: readonly Partial<PolicyRule>[]): PolicyRule[] {
  return list.map((each) => ({
    verbs: [],
    apiGroups: [],
    resources: [],
    resourceNames: [],
    nonResourceURLs: [],
    ...each,
  }));
}

describe('clean-up', () => {
  test('merged rules mean the same, and are never more', () => {
    fc.assert(
      fc.property(rules, (list) => {
        const merged = mergeRules(list);
        expect(merged.length).toBeLessThanOrEqual(list.length);
        expect(rulesCover(merged, list)).toBe(true);
        expect(rulesCover(list, merged)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('takes nothing from anybody', () => {
    fc.assert(
      fc.property(world, (objects) => {
        const plan = cleanUp(accessOf(clusterOf(objects)), runner);
        const rewritten = new Map(plan.roles.map((each) => [each.role.name, each.rules]));
        const remove = plan.duplicates.map((each) => each.binding);
        const after = applied(objects, { subject: runner, add: [], remove }).map((object) => {
          const now = rewritten.get(object.metadata.name);
          return now === undefined ? object : ({ ...object, rules: now } as object as KubernetesObject);
        });
        const options = { aggregate: true };
        expect(permissionDiff(indexOfObjects(objects, options), indexOfObjects(after, options))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('says rules of one meaning once, and keeps the grant of the whole cluster', () => {
    const one = [
      { verbs: ['get'], apiGroups: [''], resources: ['pods'] },
      { verbs: ['list'], apiGroups: [''], resources: ['pods'] },
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['services'] },
      { verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['a'] },
    ];
    const objects = [
      role('one', one),
      binding('wide', 'one', [runner]),
      binding('narrow', 'one', [runner], 'ci'),
    ];
    const plan = cleanUp(accessOf(clusterOf(objects)), runner);
    expect(plan.roles.map((each) => each.rules)).toMatchObject([
      [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'services'], resourceNames: [] }],
    ]);
    expect(plan.duplicates).toMatchObject([{ binding: { name: 'narrow' }, coveredBy: [{ name: 'wide' }] }]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../cluster/index.ts';
import { principalOf } from '../subject.ts';
import { can, grantsOf, permissionsOf } from './access.ts';
import { indexOfObjects, modelObject } from './index-of-objects.ts';
import { RbacIndex } from './rbac-index.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';

function clusterRole(
  name: string,
  rules: readonly object[],
  rest: object = {},
  labels: Record<string, string> = {},
) {
  return { apiVersion, kind: 'ClusterRole', metadata: { name, labels }, rules, ...rest } as KubernetesObject;
}

function bindingOf(name: string, roleRef: object, subjects: readonly object[], namespace?: string) {
  const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
  const metadata = { name, ...(namespace !== undefined && { namespace }) };
  return { apiVersion, kind, metadata, roleRef, subjects } as KubernetesObject;
}

const readPods = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };
const getPods = { verb: 'get', apiGroup: '', resource: 'pods', name: 'a' };
const jane = principalOf({ kind: 'User', name: 'jane' });
const bindJane = (role: string, namespace?: string) =>
  bindingOf('jane', { kind: 'ClusterRole', name: role }, [{ kind: 'User', name: 'jane' }], namespace);

describe('an index of roles and bindings', () => {
  test('a role that comes after its binding grants, and one that goes grants no more', () => {
    const index = indexOfObjects([bindJane('reader')], { aggregate: false });
    expect(can(index, jane, getPods).allowed).toBe(false);
    const role = clusterRole('reader', [readPods]);
    index.apply(modelObject(role));
    expect(can(index, jane, getPods).allowed).toBe(true);
    index.delete(modelObject(role).key);
    expect(can(index, jane, getPods).allowed).toBe(false);
    expect(grantsOf(index, getPods)).toEqual([]);
  });

  // https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
  test('a ClusterRole through a RoleBinding grants in that namespace alone', () => {
    const index = indexOfObjects([clusterRole('reader', [readPods]), bindJane('reader', 'shop')], {
      aggregate: false,
    });
    expect(can(index, jane, { ...getPods, namespace: 'shop' }).allowed).toBe(true);
    expect(can(index, jane, { ...getPods, namespace: 'ci' }).allowed).toBe(false);
    expect(can(index, jane, getPods).allowed).toBe(false);
    expect(grantsOf(index, getPods, true)).toHaveLength(1);
  });

  test('what was read goes before what is assumed, and comes back when it is gone', () => {
    const index = new RbacIndex({ aggregate: false });
    index.assume(modelObject(clusterRole('reader', [readPods])));
    index.assume(modelObject(bindJane('reader')));
    expect(can(index, jane, getPods).allowed).toBe(true);
    const narrowed = modelObject(clusterRole('reader', []));
    index.apply(narrowed);
    expect(can(index, jane, getPods).allowed).toBe(false);
    index.delete(narrowed.key);
    expect(can(index, jane, getPods).allowed).toBe(true);
    const unbound = modelObject(bindingOf('jane', { kind: 'ClusterRole', name: 'reader' }, []));
    index.apply(unbound);
    expect(can(index, jane, getPods).allowed).toBe(false);
    index.delete(unbound.key);
    expect(can(index, jane, getPods).allowed).toBe(true);
  });

  // plugin/pkg/auth/authorizer/rbac: members of system:masters are asked for nothing
  test('system:masters may do everything without a binding', () => {
    const index = new RbacIndex({ aggregate: false });
    const masters = principalOf({ kind: 'Group', name: 'system:masters' });
    expect(can(index, masters, { verb: 'delete', path: '/anything' })).toEqual({
      allowed: true,
      by: 'system:masters',
    });
  });

  test('rules, roles and bindings that are none grant nothing and end nothing', () => {
    const broken = [
      { ...clusterRole('reader', []), rules: 'all' },
      {
        ...clusterRole('odd', []),
        rules: [null, 7, { verbs: 'get', apiGroups: [''], resources: ['pods', 3] }],
      },
      {
        ...bindJane('odd'),
        subjects: [null, { kind: 'User' }, { kind: 'ServiceAccount', name: 'x' }, 'jane'],
      },
      { ...bindJane('reader', 'shop'), roleRef: null, subjects: {} },
    ] as KubernetesObject[];
    const index = indexOfObjects(broken, { aggregate: true });
    expect(can(index, jane, getPods).allowed).toBe(false);
    expect([...index.roles()].map(({ role }) => role.malformed)).toEqual([true, true]);
    expect([...index.bindings()].map(({ malformed }) => malformed)).toEqual([true, true]);
  });
});

// https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
describe('aggregated ClusterRoles in manifests', () => {
  const selecting = (label: string) => ({
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] },
  });

  test('are filled through several steps, and what they state themselves is overwritten', () => {
    const index = indexOfObjects(
      [
        clusterRole('admin', [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }], selecting('to-admin')),
        clusterRole('edit', [], selecting('to-edit'), { 'to-admin': 'true' }),
        clusterRole('crd-edit', [readPods], {}, { 'to-edit': 'true' }),
        bindJane('admin'),
      ],
      { aggregate: true },
    );
    const decision = can(index, jane, getPods);
    expect(decision.allowed && decision.by !== 'system:masters' && decision.by.rule.from).toBe('crd-edit');
    expect(can(index, jane, { ...getPods, verb: 'delete' }).allowed).toBe(false);
  });

  test('that aggregate each other hold what the circle reaches, and itself never', () => {
    const index = indexOfObjects(
      [
        clusterRole('one', [], selecting('all'), { all: 'true' }),
        clusterRole('two', [], selecting('all'), { all: 'true' }),
        clusterRole('leaf', [readPods], {}, { all: 'true' }),
        bindJane('two'),
      ],
      { aggregate: true },
    );
    expect(can(index, jane, getPods).allowed).toBe(true);
  });

  test('as read from a live cluster are what the controller wrote', () => {
    const index = indexOfObjects(
      [
        clusterRole('edit', [], selecting('to-edit')),
        clusterRole('part', [readPods], {}, { 'to-edit': 'true' }),
        bindJane('edit'),
      ],
      { aggregate: false },
    );
    expect(can(index, jane, getPods).allowed).toBe(false);
  });
});

const names = ['one', 'two', 'three'] as const;
const labels = fc.constantFrom<Record<string, string>>({}, { 'to-one': 'true' }, { 'to-two': 'true' });
const aggregation = fc.constantFrom(
  {},
  {},
  {
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'to-one': 'true' } }] },
  },
);
const someRules = fc.array(
  fc.record({
    verbs: fc.constantFrom(['get'], ['*'], ['list', 'use']),
    apiGroups: fc.constantFrom([''], ['*']),
    resources: fc.constantFrom(['pods'], ['*', 'pods'], ['pods', 'pods/exec'], []),
    nonResourceURLs: fc.constantFrom([], ['/metrics'], ['*']),
  }),
  { maxLength: 3 },
);
const anObject: fc.Arbitrary<KubernetesObject> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...names), someRules, aggregation, labels)
    .map(([name, rules, rest, own]) => clusterRole(name, rules, rest, own)),
  fc
    .tuple(fc.constantFrom(...names), fc.constantFrom('a', 'b'), someRules)
    .map(
      ([name, namespace, rules]) =>
        ({ apiVersion, kind: 'Role', metadata: { name, namespace }, rules }) as KubernetesObject,
    ),
  fc
    .tuple(
      fc.constantFrom(...names),
      fc.constantFrom(undefined, 'a', 'b'),
      fc.record({ kind: fc.constantFrom('Role', 'ClusterRole'), name: fc.constantFrom(...names) }),
      fc.array(
        fc.constantFrom(
          { kind: 'User', name: 'jane' },
          { kind: 'Group', name: 'team' },
          { kind: 'ServiceAccount', name: 'bot' },
          { kind: 'ServiceAccount', name: 'bot', namespace: 'a' },
        ),
        { maxLength: 3 },
      ),
    )
    .map(([name, namespace, roleRef, subjects]) => bindingOf(name, roleRef, subjects, namespace)),
);
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ set: anObject }) },
  { weight: 1, arbitrary: fc.record({ remove: anObject }) },
);

const principals = [
  jane,
  principalOf({ kind: 'Group', name: 'team' }),
  principalOf({ kind: 'ServiceAccount', namespace: 'a', name: 'bot' }),
  principalOf({ kind: 'ServiceAccount', namespace: 'b', name: 'bot' }),
];
const asked = [
  getPods,
  { ...getPods, verb: 'use' },
  { ...getPods, subresource: 'exec' },
  { verb: 'get', apiGroup: 'apps', resource: 'deployments' },
  { verb: 'get', path: '/metrics' },
];

/** Everything that an index can tell, in an order of its own. */
function contents(index: RbacIndex): unknown {
  const grant = ({
    binding,
    role,
    rule,
  }: {
    binding: { key: string };
    role: { key: string };
    rule: object;
  }) => [binding.key, role.key, JSON.stringify(rule)].join(' ');
  return {
    roles: [...index.roles()].map(({ key, rules }) => [key, JSON.stringify(rules)].join(' ')).sort(),
    bindings: [...index.bindings()].map(({ key, subjects }) => `${key} ${JSON.stringify(subjects)}`).sort(),
    permissions: principals.map((principal) => [...permissionsOf(index, principal)].map(grant).sort()),
    grants: asked.map((request) => grantsOf(index, request, true).map(grant).sort()),
    paths: index.rulesWithPaths().size,
    resources: ['pods', '*', 'pods/exec'].map((text) => [...index.rulesFor(text)].length),
    slots: names.map((name) => index.slot(modelObject(clusterRole(name, [])).key)?.bindings.size),
  };
}

test.for([true, false])(
  'any sequence of changes gives the index of what is left (aggregate: %s)',
  (aggregate) => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 25 }), fc.boolean(), (changes, askBetween) => {
        const index = new RbacIndex({ aggregate });
        const left = new Map<string, KubernetesObject>();
        for (const step of changes) {
          if ('set' in step) {
            index.apply(modelObject(step.set));
            left.delete(modelObject(step.set).key);
            left.set(modelObject(step.set).key, step.set);
          } else {
            index.delete(modelObject(step.remove).key);
            left.delete(modelObject(step.remove).key);
          }
          if (askBetween) grantsOf(index, getPods, true);
        }
        expect(contents(index)).toEqual(contents(indexOfObjects(left.values(), { aggregate })));
      }),
      { numRuns: 400 },
    );
  },
);

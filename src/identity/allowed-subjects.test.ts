import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../testkit/world/synthetic-cluster.ts';
import { allowedSubjects, isNamespaceGrant } from './allowed-subjects.ts';
import { accessOf } from './cluster-access.ts';
import { narrow } from './narrow/index.ts';
import { grant, namespace } from './paths/path-fixtures.ts';
import { permissionList } from './permission-list.ts';
import { principalOf } from './subject.ts';

const rbac = 'rbac.authorization.k8s.io';
const bind = { verb: 'bind', apiGroup: rbac, resource: 'clusterroles', name: 'view' };
const team = { kind: 'User', name: 'team' } as const;
const accessWith = (...rules: Parameters<typeof grant>[3][]) =>
  accessOf(clusterOf([namespace('team-a'), ...grant('user:team', 'team-a', 'delegate', ...rules)]));
const granted = { verbs: ['bind'], apiGroups: [rbac], resources: ['clusterroles'], resourceNames: ['view'] };

// kubernetes/kubernetes pkg/registry/rbac/escalation_check.go, BindingAuthorized: asked in the namespace of the binding.
describe('bind of a ClusterRole, granted by a RoleBinding', () => {
  test('is allowed in its namespace', () => {
    const of = (place: { namespace?: string }, anywhere: boolean) =>
      allowedSubjects(accessWith(granted), { ...bind, ...place }, anywhere)
        .subjects.filter(({ byDefault }) => !byDefault)
        .map(({ subject, namespace }) => [subject.name, namespace]);
    expect(of({ namespace: 'team-a' }, false)).toEqual([['team', 'team-a']]);
    expect(of({}, true)).toEqual([['team', 'team-a']]);
    expect(of({ namespace: 'team-b' }, false)).toEqual([]);
    expect(of({}, false)).toEqual([]);
  });

  test('is a row with an effect, and all that has one of a star', () => {
    const rows = (rule: typeof granted) =>
      permissionList(accessWith(rule), principalOf(team))
        .filter(({ byDefault }) => !byDefault)
        .map(({ resource, verbs, noEffect }) => [resource, verbs, noEffect]);
    const resource = `clusterroles.${rbac}`;
    expect(rows(granted)).toEqual([[resource, ['bind'], undefined]]);
    expect(rows({ ...granted, verbs: ['*'] })).toEqual([[resource, ['bind'], undefined]]);
    expect(rows({ ...granted, verbs: ['get', 'bind'] })).toEqual([[resource, ['bind'], undefined]]);
    expect(rows({ ...granted, verbs: ['escalate'] })).toEqual([
      [resource, ['escalate'], 'belongs to no namespace'],
    ]);
  });

  test('is a need that is met in its namespace', () => {
    const need = { request: { ...bind, namespace: 'team-a' }, provenance: 'test' };
    const wide = { ...granted, verbs: ['*'], resourceNames: [] };
    expect(narrow(accessWith(granted), team, [need])).toMatchObject({
      unmet: [],
      keep: [{ name: 'delegate' }],
    });
    expect(narrow(accessWith(wide), team, [need])).toMatchObject({
      unmet: [],
      add: [
        {
          kind: 'Role',
          metadata: { namespace: 'team-a' },
          rules: [{ verbs: ['bind'], resourceNames: ['view'] }],
        },
        { kind: 'RoleBinding' },
      ],
    });
  });
});

test.each([
  ['escalate', rbac, 'clusterroles', false],
  ['bind', rbac, 'clusterroles', true],
  ['bind', rbac, 'roles', true],
  ['bind', rbac, 'clusterrolebindings', false],
  ['patch', '', 'namespaces', true],
  ['list', '', 'namespaces', false],
  ['get', '', 'nodes', false],
  ['impersonate', '', 'serviceaccounts', true],
])('a RoleBinding that grants %s %s/%s: %s', (verb, apiGroup, resource, works) => {
  expect(isNamespaceGrant({ verb, apiGroup, resource })).toBe(works);
});

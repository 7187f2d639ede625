import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { curingRoles, permissionText } from './permission.ts';

const secrets = { verbs: ['get', 'list'], apiGroup: '', resource: 'secrets' };

describe('permission', () => {
  it('is named as kubectl auth can-i names it: resource.group', () => {
    expect(
      permissionText({
        verbs: ['list'],
        apiGroup: 'rbac.authorization.k8s.io',
        resource: 'roles',
        namespace: 'kube-system',
      }),
    ).toBe('list roles.rbac.authorization.k8s.io in kube-system');
  });

  it('becomes a ClusterRole with one rule per group and verbs (RBAC rules: apiGroups, resources, verbs)', () => {
    expect(
      load(
        curingRoles([
          secrets,
          { ...secrets, resource: 'configmaps' },
          { ...secrets, apiGroup: 'apps', resource: 'deployments' },
        ]),
      ),
    ).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'plimsoll-reader' },
      rules: [
        { apiGroups: [''], resources: ['configmaps', 'secrets'], verbs: ['get', 'list'] },
        { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list'] },
      ],
    });
  });

  it('stays in its namespace as a Role', () => {
    expect(load(curingRoles([{ ...secrets, namespace: 'shop' }]))).toMatchObject({
      kind: 'Role',
      metadata: { namespace: 'shop' },
    });
  });
});

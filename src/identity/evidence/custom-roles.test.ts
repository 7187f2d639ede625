import { describe, expect, test } from 'vitest';
import { clusterOf } from '../../../testkit/world/synthetic-cluster.ts';
import { accessOf } from '../cluster-access.ts';
import type { AccessRequest } from '../rbac/access-request.ts';
import { principalOf } from '../subject.ts';
import { allowsAction, rulesOfAzureRole } from './azure-roles.ts';
import { connectEvidence } from './cluster-evidence.ts';
import type { AzureRoleDefinition } from './model.ts';
import { outsideState } from './outside-state.ts';
import { readEvidence } from './read-evidence.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const file = { file: 'answers.json', savedAt: '2026-11-20T00:00:00Z' };

/** What a person may do of `verb resource` or `verb resource namespace`, by these answers. */
function allowed(provider: 'aks' | 'gke', values: readonly unknown[], asked: readonly string[]) {
  const cluster = clusterOf([], { identity: { id: 'prod', name: 'prod', provider } });
  const { evidence, problems } = readEvidence([{ ...file, values }], now);
  expect([...problems, ...connectEvidence(evidence, [cluster])]).toEqual([]);
  const jane = principalOf({ kind: 'User', name: 'jane@shop.example' });
  const rows = asked.filter((text) => {
    const [verb = '', name = '', namespace = ''] = text.split(' ');
    const [, resource = '', subresource, apiGroup = ''] =
      /^([a-z]+)(?:\/([a-z]+))?(?:\.(.+))?$/.exec(name) ?? [];
    const request: AccessRequest = {
      verb,
      apiGroup,
      resource,
      ...(subresource !== undefined && { subresource }),
      ...(namespace !== '' && { namespace }),
    };
    return accessOf(cluster).may(jane, request).answer === 'yes';
  });
  return { rows, missing: outsideState(cluster)?.missing };
}

describe('roles of Azure that people write', () => {
  const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerService/managedClusters/prod';
  const aks = (options: object = {}) => ({
    id,
    name: 'prod',
    type: 'Microsoft.ContainerService/ManagedClusters',
    disableLocalAccounts: true,
    aadProfile: { enableAzureRbac: true },
    ...options,
  });
  const guid = '0a1b2c3d-0000-0000-0000-000000000001';
  /** As `az role assignment list` and `az role definition list` print them. */
  const assignment = (scope = id, options: object = {}) => ({
    id: `${id}/providers/Microsoft.Authorization/roleAssignments/x`,
    principalId: 'o-1',
    principalName: 'jane@shop.example',
    principalType: 'User',
    roleDefinitionId: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${guid}`,
    roleDefinitionName: 'Shop Operator',
    scope,
    condition: null,
    ...options,
  });
  const definition = (permissions: object, ofId = guid) => ({
    assignableScopes: ['/subscriptions/s'],
    description: '',
    id: `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${ofId.toUpperCase()}`,
    name: ofId,
    permissions: [
      {
        actions: [],
        condition: null,
        conditionVersion: null,
        dataActions: [],
        notActions: [],
        notDataActions: [],
        ...permissions,
      },
    ],
    roleName: 'Shop Operator',
    roleType: 'CustomRole',
    type: 'Microsoft.Authorization/roleDefinitions',
  });
  const data = 'Microsoft.ContainerService/managedClusters';
  const asked = [
    'list secrets shop',
    'create deployments.apps shop',
    'create pods/exec shop',
    'bind clusterroles.rbac.authorization.k8s.io',
    'get widgets.example.com shop',
  ];

  // https://learn.microsoft.com/azure/aks/manage-azure-rbac#create-custom-roles-definitions
  test.each<[string, object, readonly string[]]>([
    ['one kind', { dataActions: [`${data}/apps/deployments/write`] }, ['create deployments.apps shop']],
    [
      'everything but Secrets',
      { dataActions: [`${data}/*`], notDataActions: [`${data}/secrets/*`] },
      [asked[1], asked[2], asked[3]] as string[],
    ],
    ['everything', { dataActions: ['*'] }, asked],
    ['reading', { dataActions: [`${data}/*/read`] }, ['list secrets shop']],
    [
      'case does not count',
      { dataActions: ['microsoft.containerservice/MANAGEDCLUSTERS/Secrets/Read'] },
      [asked[0] as string],
    ],
    ['actions are of Azure, and not of the cluster', { actions: [`${data}/secrets/read`] }, []],
    ['on a condition', { dataActions: ['*'], condition: '@Resource[x] StringEquals y' }, []],
    ['nothing', {}, []],
  ])('data actions: %s', (_title, permissions, expected) => {
    expect(allowed('aks', [aks(), assignment(), definition(permissions)], asked).rows).toEqual(expected);
  });

  test('hold in the scope of the assignment, and only where Azure decides', () => {
    const secrets = definition({ dataActions: [`${data}/secrets/read`] });
    const places = ['list secrets shop', 'list secrets other'];
    expect(allowed('aks', [aks(), assignment(`${id}/namespaces/shop`), secrets], places).rows).toEqual([
      'list secrets shop',
    ]);
    const without = aks({ aadProfile: { enableAzureRbac: false } });
    expect(allowed('aks', [without, assignment(), secrets], places).rows).toEqual([]);
  });

  test('the administrator certificate and the giving of roles are everything', () => {
    const certificate = definition({ actions: [`${data}/listClusterAdminCredential/action`] });
    const everything = ['delete nodes'];
    const local = aks({ disableLocalAccounts: false });
    expect(allowed('aks', [local, assignment(), certificate], everything).rows).toEqual(everything);
    expect(allowed('aks', [aks(), assignment(), certificate], everything).rows).toEqual([]);
    const gives = definition({ actions: ['Microsoft.Authorization/*/write'] });
    expect(allowed('aks', [aks(), assignment(), gives], everything).rows).toEqual(everything);
    const limited = assignment(id, { condition: '@Request[x] ForAnyOfAnyValues:GuidEquals {y}' });
    expect(allowed('aks', [aks(), limited, gives], everything).rows).toEqual([]);
  });

  test('a role whose definition was not saved is named as not known; another of its name is not taken for it', () => {
    const missing = ['what Azure role Shop Operator allows is not known'];
    expect(allowed('aks', [aks(), assignment()], asked)).toEqual({ rows: [], missing });
    const other = definition({ dataActions: ['*'] }, '0a1b2c3d-0000-0000-0000-000000000002');
    expect(allowed('aks', [aks(), assignment(), other], asked)).toEqual({ rows: [], missing });
    expect(allowed('aks', [aks(), assignment(), definition({})], asked)).toEqual({ rows: [], missing: [] });
  });

  // Permissions are the sum of the sets. https://learn.microsoft.com/azure/role-based-access-control/role-definitions
  test('what one set takes away another may give', () => {
    const set = (parts: object) => ({
      actions: [],
      notActions: [],
      dataActions: [],
      notDataActions: [],
      conditional: false,
      ...parts,
    });
    const role = (...permissions: object[]) =>
      ({ ...file, id: 'x', name: 'x', permissions: permissions.map(set) }) satisfies AzureRoleDefinition;
    const all = { actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] };
    const write = 'Microsoft.Authorization/roleAssignments/write';
    expect(allowsAction(role(all), write)).toBe(false);
    expect(allowsAction(role(all, { actions: [write] }), write)).toBe(true);
    expect(
      rulesOfAzureRole(role({ dataActions: [`${data}/pods/*`], notDataActions: [`${data}/pods/write`] })),
    ).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'watch', 'delete', 'deletecollection'] },
      { apiGroups: [''], resources: ['pods/exec'], verbs: ['get', 'create'] },
    ]);
  });
});

describe('roles of Google that people write', () => {
  const name = 'projects/shop-prod/roles/operator';
  /** As `gcloud projects get-iam-policy` and `gcloud iam roles describe` print them with --format=json. */
  const policy = (role = name) => ({
    bindings: [{ role, members: ['user:jane@shop.example'] }],
    etag: 'BwX',
    version: 1,
  });
  const role = (permissions: readonly string[], options: object = {}) => ({
    etag: 'BwY',
    includedPermissions: permissions,
    name,
    stage: 'GA',
    title: 'Operator',
    ...options,
  });
  const asked = [
    'list secrets shop',
    'watch configmaps shop',
    'patch deployments.apps shop',
    'create pods/exec shop',
    'create serviceaccounts/token shop',
    'bind clusterroles.rbac.authorization.k8s.io',
  ];

  // https://cloud.google.com/kubernetes-engine/docs/reference/api-permissions
  test.each<[string, readonly string[], readonly string[]]>([
    ['reading', ['container.secrets.list', 'container.configMaps.list'], [asked[0], asked[1]] as string[]],
    ['changing', ['container.deployments.update'], ['patch deployments.apps shop']],
    [
      'subresources',
      ['container.pods.exec', 'container.serviceAccounts.createToken'],
      [asked[3], asked[4]] as string[],
    ],
    ['binding', ['container.clusterRoles.bind'], ['bind clusterroles.rbac.authorization.k8s.io']],
    ['reading one is no listing', ['container.secrets.get'], []],
    ['of clusters and not in them', ['container.clusters.get', 'container.clusters.update'], []],
    ['of another service', ['secretmanager.secrets.list'], []],
  ])('permissions: %s', (_title, permissions, expected) => {
    expect(allowed('gke', [policy(), role(permissions)], asked).rows).toEqual(expected);
  });

  test('one that is disabled or deleted allows nothing; one that was not saved is named', () => {
    const all = ['container.secrets.list'];
    expect(allowed('gke', [policy(), role(all, { stage: 'DISABLED' })], asked).rows).toEqual([]);
    expect(allowed('gke', [policy(), role(all, { deleted: true })], asked).rows).toEqual([]);
    const folders = 'roles from folders and the organization are not in it';
    expect(allowed('gke', [policy()], asked)).toEqual({
      rows: [],
      missing: [folders, `what Google role ${name} allows is not known`],
    });
    expect(allowed('gke', [policy('roles/container.viewer')], asked).missing).toEqual([folders]);
  });
});

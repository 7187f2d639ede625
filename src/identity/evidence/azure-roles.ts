import { builtInResources } from '../resource-names.ts';
import { like } from './iam-document.ts';
import type { AzurePermissions, AzureRoleDefinition } from './model.ts';

/** A rule of a ClusterRole. */
export interface RoleRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const prefix = 'Microsoft.ContainerService/managedClusters';

/** Verbs of Kubernetes that an operation of Azure stands for. https://learn.microsoft.com/azure/aks/manage-azure-rbac */
const operations: Readonly<Record<string, readonly string[]>> = {
  read: ['get', 'list', 'watch'],
  write: ['create', 'update', 'patch'],
  delete: ['delete', 'deletecollection'],
};

/** Verbs that are operations of their own, with the resources that have them. */
const special: Readonly<Record<string, readonly string[]>> = {
  bind: ['roles', 'clusterroles'],
  escalate: ['roles', 'clusterroles'],
  impersonate: ['users', 'groups', 'serviceaccounts'],
};

/**
 * Whether a role allows an operation on resources of Azure: each set of permissions gives its actions but its notActions,
 * `*` is any text, and case does not count. A set with a condition is taken for not giving, so that a yes is sure.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
export function allowsAction({ permissions }: AzureRoleDefinition, action: string): boolean {
  return permissions.some(
    ({ actions, notActions, conditional }) =>
      !conditional && matches(actions, action) && !matches(notActions, action),
  );
}

/**
 * What the data actions of a role allow in a cluster where Azure decides, as rules. Who has all of them and loses none has
 * everything; else only what Kubernetes itself serves counts, of subresources `pods/exec` alone.
 */
export function rulesOfAzureRole({ permissions }: AzureRoleDefinition): RoleRule[] {
  const sets = permissions.filter(({ conditional }) => !conditional);
  if (sets.some(givesAllData)) return [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
  const allows = (operation: string) =>
    sets.some(
      ({ dataActions, notDataActions }) =>
        matches(dataActions, operation) && !matches(notDataActions, operation),
    );
  if (sets.every(({ dataActions }) => dataActions.length === 0)) return [];
  const rules = [...builtInResources()].flatMap(({ apiGroup, resource }): RoleRule[] => {
    const path = [prefix, ...(apiGroup === '' ? [] : [apiGroup]), resource].join('/');
    const verbs = [
      ...Object.entries(operations).flatMap(([name, own]) => (allows(`${path}/${name}`) ? own : [])),
      ...Object.entries(special).flatMap(([verb, own]) =>
        own.includes(resource) && allows(`${path}/${verb}/action`) ? verb : [],
      ),
    ];
    return verbs.length === 0 ? [] : [{ apiGroups: [apiGroup], resources: [resource], verbs }];
  });
  return allows(`${prefix}/pods/exec/action`)
    ? [...rules, { apiGroups: [''], resources: ['pods/exec'], verbs: ['get', 'create'] }]
    : rules;
}

/** What a role makes of whoever has it on a cluster, other than by its data actions. */
export function isAdministratorOf(
  definition: AzureRoleDefinition,
): 'certificate' | 'assignments' | undefined {
  if (allowsAction(definition, 'Microsoft.Authorization/roleAssignments/write')) return 'assignments';
  return allowsAction(definition, `${prefix}/listClusterAdminCredential/action`) ? 'certificate' : undefined;
}

function givesAllData({ dataActions, notDataActions }: AzurePermissions): boolean {
  return notDataActions.length === 0 && dataActions.some((pattern) => isAll(pattern.toLowerCase()));
}

function isAll(pattern: string): boolean {
  return ['*', 'microsoft.containerservice/*', `${prefix.toLowerCase()}/*`].includes(pattern);
}

function matches(patterns: readonly string[], operation: string): boolean {
  return patterns.some((pattern) => like(pattern.toLowerCase(), operation.toLowerCase()));
}

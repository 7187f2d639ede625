import { builtInResources } from '../resource-names.ts';
import type { RoleRule } from './azure-roles.ts';

/**
 * Verbs of Kubernetes that a permission of Google stands for, and the subresource where it is one.
 * https://cloud.google.com/kubernetes-engine/docs/reference/api-permissions
 */
const verbs: Readonly<Record<string, { readonly verbs: readonly string[]; readonly subresource?: string }>> =
  {
    get: { verbs: ['get'] },
    list: { verbs: ['list', 'watch'] },
    create: { verbs: ['create'] },
    update: { verbs: ['update', 'patch'] },
    delete: { verbs: ['delete', 'deletecollection'] },
    bind: { verbs: ['bind'] },
    escalate: { verbs: ['escalate'] },
    impersonate: { verbs: ['impersonate'] },
    exec: { verbs: ['get', 'create'], subresource: 'exec' },
    attach: { verbs: ['get', 'create'], subresource: 'attach' },
    portForward: { verbs: ['get', 'create'], subresource: 'portforward' },
    proxy: { verbs: ['get', 'create', 'update', 'patch', 'delete'], subresource: 'proxy' },
    getLogs: { verbs: ['get'], subresource: 'log' },
    evict: { verbs: ['create'], subresource: 'eviction' },
    createToken: { verbs: ['create'], subresource: 'token' },
    approve: { verbs: ['update', 'patch'], subresource: 'approval' },
    updateStatus: { verbs: ['update', 'patch'], subresource: 'status' },
    updateScale: { verbs: ['update', 'patch'], subresource: 'scale' },
  };

/** Resources by the name that Google gives them, without the capitals: `container.configMaps.get`. */
const byName = Map.groupBy(builtInResources(), ({ resource }) => resource);

/** What the permissions of a role allow on what Kubernetes itself serves, as rules; names that nobody knows allow nothing. */
export function rulesOfGoogleRole(permissions: readonly string[]): RoleRule[] {
  return permissions.flatMap((permission): RoleRule[] => {
    const [, name = '', verb = ''] = /^container\.([A-Za-z]+)\.([A-Za-z]+)$/.exec(permission) ?? [];
    const meaning = verbs[verb];
    const resources = byName.get(name.toLowerCase());
    if (meaning === undefined || resources === undefined) return [];
    const suffix = meaning.subresource === undefined ? '' : `/${meaning.subresource}`;
    return resources.map(({ apiGroup, resource }) => ({
      apiGroups: [apiGroup],
      resources: [`${resource}${suffix}`],
      verbs: meaning.verbs,
    }));
  });
}

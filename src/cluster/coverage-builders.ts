import type { Coverage, Discovery, Permission, ResourceCoverage, UnconnectedSource } from './coverage.ts';

/** What is not known without each source, for the line that says so once. */
const meanings: Readonly<Record<UnconnectedSource, string>> = {
  cloud: 'settings of the managed control plane, node images and cloud identities are not known',
  'audit-log': 'what identities really do is not known, only what they may do',
  sensor: 'what happens inside containers is not known',
  flows: 'which connections are really used is not known, only which are allowed',
  registry: 'what images contain, and who signed them, is not known',
  secrets: 'Secrets were left out of this run, so what depends on them is not known',
  'whole-cluster': 'these manifests need not be the whole cluster (--complete says that they are)',
};

/** Sources that nothing in this run reads, each with what that hides. */
export function unconnected(sources: readonly UnconnectedSource[]): Coverage['notConnected'] {
  return sources.map((source) => ({ source, meaning: meanings[source] }));
}

const outside: readonly UnconnectedSource[] = ['cloud', 'audit-log', 'sensor', 'flows', 'registry'];

/**
 * Coverage of manifests: every object in them is there; whether there are others only their author knows. With `complete`
 * a kind that is not there does not exist, which also a snapshot of them says.
 */
export function manifestCoverage({ complete }: { readonly complete: boolean }): Coverage {
  if (!complete) return { resources: [], notConnected: unconnected(['whole-cluster', ...outside]) };
  return {
    resources: [],
    notConnected: unconnected(outside),
    discovery: { complete: true, failedGroups: [] },
  };
}

/** Coverage of a live cluster. Secrets that were left out on purpose are a source that is not connected, not a failure. */
export function liveCoverage(resources: readonly ResourceCoverage[], discovery: Discovery): Coverage {
  const withoutSecrets = resources.some((row) => isSecrets(row) && row.leftOut === true);
  return {
    resources,
    discovery,
    notConnected: unconnected(withoutSecrets ? ['secrets', ...outside] : outside),
  };
}

/** Whether a row is about core Secrets. */
export function isSecrets({ group, resource }: Pick<ResourceCoverage, 'group' | 'resource'>): boolean {
  return group === '' && resource === 'secrets';
}

/** The permission that a list needs, for a denied row. https://kubernetes.io/docs/reference/access-authn-authz/rbac/ */
export function readPermission(apiGroup: string, resource: string, namespace?: string): Permission {
  return { verbs: ['get', 'list'], apiGroup, resource, ...(namespace !== undefined && { namespace }) };
}

/** A resource type that the server serves, in the version that is read. */
export interface ServedResource {
  readonly group: string;
  readonly version: string;
  /** Plural, as in paths and RBAC rules: `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** A group version that the server lists but could not describe, such as that of an aggregated API that is down. */
export interface BrokenGroupVersion {
  readonly group: string;
  readonly version: string;
  readonly reason: string;
}

export interface DiscoveredApi {
  /** Each resource type once, by group and name. */
  readonly resources: readonly ServedResource[];
  readonly broken: readonly BrokenGroupVersion[];
}

/** `/apis/apps/v1/namespaces/shop/deployments`; the core group has its own root. */
export function listPath({ group, version, resource }: ServedResource, namespace?: string): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return namespace === undefined
    ? `${root}/${resource}`
    : `${root}/namespaces/${encodeURIComponent(namespace)}/${resource}`;
}

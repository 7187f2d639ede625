import type { KubernetesObject } from '../../src/cluster/index.ts';
import type { TestCluster } from '../../testkit/index.ts';

interface ServedResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Finds where a server keeps objects of a kind. */
export interface ApiPaths {
  /** `/apis/apps/v1/namespaces/shop/deployments`, or undefined where the kind is not served. */
  collectionOf(object: KubernetesObject, defaultNamespace: string): Promise<string | undefined>;
}

/** Asks discovery once for each API version. */
export function createApiPaths(cluster: TestCluster): ApiPaths {
  const versions = new Map<string, Promise<readonly ServedResource[]>>();
  const served = (apiVersion: string) => {
    const known = versions.get(apiVersion) ?? discover(cluster, apiVersion);
    versions.set(apiVersion, known);
    return known;
  };
  return {
    async collectionOf({ apiVersion, kind, metadata }, defaultNamespace) {
      const resources = await served(apiVersion);
      const resource = resources.find((entry) => entry.kind === kind && !entry.name.includes('/'));
      if (resource === undefined) return undefined;
      const namespace = resource.namespaced ? `/namespaces/${metadata.namespace ?? defaultNamespace}` : '';
      return `${rootOf(apiVersion)}${namespace}/${resource.name}`;
    },
  };
}

async function discover(cluster: TestCluster, apiVersion: string): Promise<readonly ServedResource[]> {
  const { status, body } = await cluster.request('GET', rootOf(apiVersion));
  return status === 200 ? (body as { resources: ServedResource[] }).resources : [];
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

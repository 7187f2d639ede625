import type { KubernetesObject, ObjectMetadata } from './object.ts';
import type { ClusterDescription } from './store.ts';
import { newestKnownVersion } from './version.ts';

/** A whole cluster that was read from manifests: nothing is unknown unless a test says so. */
export const wholeCluster: ClusterDescription = {
  identity: { id: 'test', name: 'test' },
  version: newestKnownVersion,
  provenance: { source: 'manifests', startedAt: '2026-11-25T08:00:00Z', endedAt: '2026-11-25T08:00:01Z' },
  coverage: { resources: [], notConnected: [] },
};

/** `object('apps/v1', 'Deployment', 'shop/api', { spec: … })`; a name without `/` belongs to no namespace. */
export function object(
  apiVersion: string,
  kind: string,
  place: string,
  fields: Record<string, unknown> = {},
  metadata: Partial<ObjectMetadata> = {},
): KubernetesObject {
  const [namespace, name] = place.includes('/') ? place.split('/', 2) : [undefined, place];
  return {
    apiVersion,
    kind,
    metadata: { name: name ?? '', ...(namespace !== undefined && { namespace }), ...metadata },
    ...fields,
  };
}

/** An owner reference to an object, as its controller. */
export function controlledBy(owner: KubernetesObject): Pick<ObjectMetadata, 'ownerReferences'> {
  const { apiVersion, kind, metadata } = owner;
  return {
    ownerReferences: [
      { apiVersion, kind, name: metadata.name, controller: true, ...(metadata.uid && { uid: metadata.uid }) },
    ],
  };
}

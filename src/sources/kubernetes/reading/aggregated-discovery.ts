import { isFields } from '../../../cluster/index.ts';
import type { BrokenGroupVersion, ServedResource } from './served-resource.ts';

/** Asks for aggregated discovery and lets servers before 1.27 answer in the old form. */
export const discoveryAccept = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

/** One version of one group, in the server's order of preference. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly ServedResource[];
  readonly broken?: BrokenGroupVersion;
}

/**
 * Reads an APIGroupDiscoveryList; undefined when the body is something else.
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#aggregated-discovery
 */
export function parseAggregatedDiscovery(body: unknown): GroupVersion[] | undefined {
  if (!isFields(body) || body['kind'] !== 'APIGroupDiscoveryList' || !Array.isArray(body['items']))
    return undefined;
  return records(body['items']).flatMap((item) => {
    const group = isFields(item['metadata']) ? text(item['metadata']['name']) : '';
    return records(item['versions']).map((version) => groupVersion(group, version));
  });
}

/** `freshness: Stale` means that an aggregated API server did not answer the last time it was asked. */
function groupVersion(group: string, fields: Fields): GroupVersion {
  const version = text(fields['version']);
  const resources = records(fields['resources']).flatMap((resource) =>
    servedResource(group, version, resource),
  );
  if (fields['freshness'] !== 'Stale') return { group, version, resources };
  const reason = 'the aggregated API server behind this group does not answer';
  return { group, version, resources: [], broken: { group, version, reason } };
}

/** Objects of a resource may belong to another group version than the one that serves it: `responseKind` says so. */
function servedResource(group: string, version: string, fields: Fields): ServedResource[] {
  const kind = isFields(fields['responseKind']) ? text(fields['responseKind']['kind']) : '';
  const resource = text(fields['resource']);
  if (resource === '' || kind === '') return [];
  const verbs = Array.isArray(fields['verbs'])
    ? fields['verbs'].filter((verb) => typeof verb === 'string')
    : [];
  return [{ group, version, resource, kind, namespaced: fields['scope'] === 'Namespaced', verbs }];
}

type Fields = Readonly<Record<string, unknown>>;

function records(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

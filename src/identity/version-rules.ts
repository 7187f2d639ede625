import { compareMinor, type KubernetesVersion } from '../cluster/index.ts';
import type { ResourceRequest } from './rbac/access-request.ts';

const streams: readonly (string | undefined)[] = ['exec', 'attach', 'portforward'];

/**
 * The requests that do the same as one asked about. Before 1.35 a WebSocket to exec, attach or portforward is a GET and
 * needs nothing more; since then it needs `create` as well, so that `create` alone decides.
 * https://github.com/kubernetes/kubernetes/issues/78741
 */
export function equivalentRequests(request: ResourceRequest, version: KubernetesVersion): ResourceRequest[] {
  const isStream = request.resource === 'pods' && streams.includes(request.subresource);
  if (!isStream || request.verb !== 'create' || !isGetEnough(version)) return [request];
  return [request, { ...request, verb: 'get' }];
}

/** Whether `get` alone opens such a stream. */
export function isGetEnough(version: KubernetesVersion): boolean {
  return compareMinor(version, { major: 1, minor: 35 }) < 0;
}

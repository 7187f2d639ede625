import type { Permission, ResourceCoverage } from '../../../cluster/index.ts';
import type { ListOutcome } from './list-pages.ts';
import type { ServedResource } from './served-resource.ts';

/** One coverage row. A 403 is cured by a permission; a 401 is not. */
export function row(
  { group, version, resource, kind, namespaced }: ServedResource,
  { state, reason, status }: Pick<ListOutcome, 'state' | 'reason' | 'status'>,
  objects: number,
  namespace?: string,
): ResourceCoverage {
  const permission: Permission = {
    verbs: ['get', 'list'],
    apiGroup: group,
    resource,
    ...(namespace !== undefined && { namespace }),
  };
  return {
    group,
    version,
    resource,
    kind,
    namespaced,
    ...(namespace !== undefined && { namespace }),
    state,
    ...(reason !== undefined && { reason }),
    ...(status === 403 && { permission }),
    at: new Date().toISOString(),
    objects,
  };
}

/** A type that this run does not read, though the server serves it. */
export function leftOutRow(resource: ServedResource, reason: string): ResourceCoverage {
  return {
    ...row(resource, { state: 'partial', reason: `left out on purpose: ${reason}` }, 0),
    leftOut: true,
  };
}

import type { NetworkMapCluster } from '../../src/network/map-schema.ts';

/** Whether everything of a cluster could be read: only then what is not seen is not there. */
export function isWhole({ error, unread }: Pick<NetworkMapCluster, 'error' | 'unread'>): boolean {
  return error === undefined && unread.length === 0;
}

/** What stands where nothing is listed: `none` where everything could be read. */
export function noneText(cluster: Pick<NetworkMapCluster, 'error' | 'unread'>, none: string): string {
  return isWhole(cluster)
    ? none
    : 'Nothing is seen here; not everything could be read, so that there may be more.';
}

import type { ClusterIdentity, ReadingProvenance, ResourceCoverage } from '../cluster/index.ts';
import type { JudgedCluster, UnreachableCluster } from './input.ts';
import type { ReportCluster, Score } from './schema.ts';

/** The row of a cluster that was read. It is incomplete when something that a control needed could not be read. */
export function reportCluster(
  cluster: JudgedCluster,
  score: Score | undefined,
  unread: boolean,
): ReportCluster {
  return {
    ...namesOf(cluster.identity),
    ...readingOf(cluster.provenance),
    state: unread || cluster.coverage.resources.some(isUnread) ? 'incomplete' : 'complete',
    version: { gitVersion: cluster.version.gitVersion, assumed: cluster.version.assumed },
    objects: cluster.objects,
    workloads: cluster.workloads,
    namespaces: cluster.namespaceNames.length,
    coverage: cluster.coverage.resources.map(copyOf),
    ...(score && { score }),
  };
}

export function unreachableRow(cluster: UnreachableCluster): ReportCluster {
  return {
    ...namesOf(cluster.identity),
    ...readingOf(cluster.provenance),
    state: 'unreachable',
    error: cluster.error,
    version: { gitVersion: 'unknown', assumed: false },
    objects: 0,
    workloads: 0,
    namespaces: 0,
    coverage: [],
  };
}

function namesOf({ id, name, kubeSystemUid, context, server, provider }: ClusterIdentity) {
  return {
    id,
    name,
    ...(kubeSystemUid !== undefined && { kubeSystemUid }),
    ...(context !== undefined && { context }),
    ...(server !== undefined && { server }),
    ...(provider !== undefined && { provider }),
  };
}

function readingOf({ source, reader, startedAt, endedAt }: ReadingProvenance) {
  return { source, ...(reader !== undefined && { reader }), startedAt, endedAt };
}

/** A kind that was left out or half read is only a gap where a control needed it, and then there is an unknown verdict. */
function isUnread({ state }: ResourceCoverage): boolean {
  return state !== 'read' && state !== 'not-served' && state !== 'partial';
}

function copyOf(coverage: ResourceCoverage): ReportCluster['coverage'][number] {
  const { permission, ...rest } = coverage;
  return { ...rest, ...(permission && { permission: { ...permission, verbs: [...permission.verbs] } }) };
}

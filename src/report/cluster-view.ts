import {
  type Cluster,
  type ClusterObject,
  isFields,
  type ObjectReference,
  type SourceOfTruth,
  sourceOfTruthOf,
  type Workload,
} from '../cluster/index.ts';
import type { JudgedCluster, SubjectDescription } from './input.ts';

/** The part of {@link JudgedCluster} that comes from the model; the composition adds results and facts. */
export type ClusterView = Omit<JudgedCluster, 'results' | 'cured' | 'changeOf' | 'factsOf'>;

export function viewOfCluster(cluster: Cluster): ClusterView {
  return {
    identity: cluster.identity,
    version: cluster.version,
    provenance: cluster.provenance,
    coverage: cluster.coverage,
    objects: cluster.size,
    workloads: count(cluster.workloads()),
    namespaceNames: cluster.namespaces(),
    describe: (reference) => describe(cluster, reference),
  };
}

function describe(cluster: Cluster, reference: ObjectReference): SubjectDescription | undefined {
  const workload = cluster.workloadNamed(reference);
  const object = cluster.find(reference) ?? workload?.object;
  if (object === undefined) return undefined;
  const labels = object.body.metadata.labels ?? {};
  if (workload === undefined) {
    const sourceOfTruth = sourceOf(cluster, object);
    return { labels, ...(sourceOfTruth && { sourceOfTruth }) };
  }
  return { labels, sourceOfTruth: workload.sourceOfTruth, workload: describeWorkload(workload) };
}

type SourceLookup = Parameters<typeof sourceOfTruthOf>[0];

/** Who writes an object that is no workload; snapshots of the model can tell, other views of a cluster may not. */
function sourceOf(cluster: Cluster, object: ClusterObject): SourceOfTruth | undefined {
  return canLookUp(cluster) ? sourceOfTruthOf(cluster, object) : undefined;
}

function canLookUp(cluster: Cluster): cluster is Cluster & SourceLookup {
  return 'byUid' in cluster;
}

function describeWorkload(workload: Workload): NonNullable<SubjectDescription['workload']> {
  const spec = workload.object.body['spec'];
  const replicas = isFields(spec) ? spec['replicas'] : undefined;
  return {
    serviceAccountName: workload.serviceAccountName,
    images: workload.templates.flatMap((template) =>
      template.containers.map(({ name, spec: container }) => ({
        container: name,
        image: typeof container['image'] === 'string' ? container['image'] : '',
      })),
    ),
    ...(typeof replicas === 'number' && Number.isInteger(replicas) && replicas >= 0 && { replicas }),
    ...(workload.team !== undefined && { team: workload.team }),
  };
}

function count(items: Iterable<unknown>): number {
  let size = 0;
  for (const _ of items) size++;
  return size;
}

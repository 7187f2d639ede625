import { type ClusterObject, createClusterStore, createDoor, type Problem } from '../../../cluster/index.ts';
import { ManifestSink } from '../sink.ts';

/** What is in a cluster and what is wrong after something was read into a sink of its own. */
export function readInto(fill: (sink: ManifestSink) => number | undefined): {
  readonly count: number | undefined;
  readonly objects: readonly ClusterObject[];
  readonly problems: readonly Problem[];
} {
  const store = createClusterStore({
    description: {
      identity: { id: 'x', name: 'x' },
      version: { major: 1, minor: 37, gitVersion: 'v1.37', assumed: true },
      provenance: { source: 'manifests', startedAt: '', endedAt: '' },
      coverage: { resources: [], notConnected: [] },
    },
  });
  const sink = new ManifestSink(store, {
    inputs: [],
    door: createDoor({ keyId: 'test', key: Buffer.alloc(32) }),
    namespace: 'default',
  });
  const count = fill(sink);
  sink.finish();
  return { count, objects: [...store.snapshot().objects()], problems: sink.problems };
}

import {
  type Cluster,
  createClusterStore,
  createDoor,
  type KubernetesObject,
  newestKnownVersion,
} from '../../src/cluster/index.ts';
import { type Catalogue, judge, type Result } from '../../src/controls/index.ts';

const door = createDoor({ keyId: 'truth', key: new Uint8Array(32) }, { admittedBefore: true });
const epoch = new Date(0).toISOString();

export interface JudgeQuestion {
  readonly objects: readonly KubernetesObject[];
  /** Control ids. */
  readonly controls: ReadonlySet<string>;
  /** By control id and name, as text. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Minor version of Kubernetes: 37 for 1.37. */
  readonly minor?: number;
}

/** Every result of the given controls on the given objects, passes included, as a scan of manifests gives them. */
export function judgeObjects(catalogue: Catalogue, question: JudgeQuestion): Result[] {
  const results: Result[] = [];
  judge(clusterOf(question), catalogue, {
    controls: ({ id }) => question.controls.has(id),
    parameters: question.parameters ?? {},
    now: 0,
    onResult: (result) => results.push(result),
  });
  return results;
}

function clusterOf({ objects, minor }: JudgeQuestion): Cluster {
  const store = createClusterStore();
  const version =
    minor === undefined
      ? newestKnownVersion
      : { major: 1, minor, gitVersion: `v1.${minor}.0`, assumed: false };
  store.describe({
    identity: { id: 'truth', name: 'truth' },
    version,
    provenance: { source: 'manifests', startedAt: epoch, endedAt: epoch },
    coverage: { resources: [], notConnected: [] },
  });
  for (const object of objects) {
    const { object: admitted, problem } = door.admit(object);
    if (admitted === undefined) throw new TypeError(problem?.message);
    store.apply(admitted);
  }
  return store.snapshot();
}

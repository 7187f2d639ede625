import {
  type Cluster,
  createClusterStore,
  createDoor,
  type KubernetesObject,
  newestKnownVersion,
} from '../../cluster/index.ts';
import type { ControlCase } from './control-case.ts';

/** Credentials in cases are made up: a key that everybody knows makes their hashes the same everywhere. */
const caseKey = { keyId: 'cases', key: new Uint8Array(32) };

/** The cluster that a case describes: its objects, admitted as a scan admits them, in namespaces that exist. */
export function caseCluster(subject: ControlCase, objects: readonly KubernetesObject[]): Cluster {
  const door = createDoor(caseKey, { admittedBefore: true });
  const store = createClusterStore();
  const version =
    subject.minor === undefined
      ? newestKnownVersion
      : { major: 1, minor: subject.minor, gitVersion: `v1.${subject.minor}.0`, assumed: false };
  store.describe({
    identity: { id: 'cases', name: 'cases' },
    version,
    provenance: { source: 'manifests', startedAt: epoch, endedAt: epoch },
    coverage: {
      resources: [],
      notConnected: subject.complete
        ? []
        : [{ source: 'whole-cluster', meaning: 'the case is part of a cluster' }],
    },
  });
  for (const object of [...namespacesOf(subject, objects), ...objects]) {
    const admission = door.admit(object);
    if (admission.object === undefined) throw new TypeError(admission.problem.message);
    store.apply(admission.object);
  }
  return store.snapshot();
}

const epoch = new Date(0).toISOString();

/** Namespaces in use that the case does not describe itself. */
function namespacesOf(subject: ControlCase, objects: readonly KubernetesObject[]): KubernetesObject[] {
  const described = new Set(
    objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
  );
  const used = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  return [...used]
    .filter((name) => !described.has(name))
    .map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: subject.namespaceLabels },
    }));
}

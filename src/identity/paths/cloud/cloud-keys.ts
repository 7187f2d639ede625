import {
  asList,
  asMap,
  type ClusterObject,
  keyOwnersOf,
  type PodTemplate,
  type Workload,
} from '../../../cluster/index.ts';
import { given, type Reason } from '../graph-builder.ts';
import type { Terrain } from '../terrain.ts';
import type { CloudLayer } from './cloud-layer.ts';

/** Identities of the cloud whose keys a workload has in Secrets that it mounts or reads, with why. */
export type KeyWays = (workload: Workload) => { readonly to: number; readonly reason: Reason }[];

/**
 * Keys of the cloud that lie in Secrets: whoever reads the Secret signs in with them, in the cluster and from anywhere else.
 * Only keys of the cloud of the saved answers, and of no identity that these call disabled; whether one was revoked is not
 * known.
 * https://cloud.google.com/iam/docs/best-practices-for-managing-service-account-keys
 */
export function addCloudKeys(
  terrain: Terrain,
  layer: CloudLayer,
  vertexOf: (identity: string) => number,
): KeyWays {
  for (const secret of terrain.cluster.ofKind('', 'Secret')) {
    const identities = keyOwnersOf(secret).filter(
      ({ cloud, identity }) => cloud === layer.cloud && layer.isDisabled?.(identity) !== true,
    );
    for (const { identity } of identities) {
      const to = vertexOf(identity);
      terrain.cloudKeys.set(secret.key, [...(terrain.cloudKeys.get(secret.key) ?? []), to]);
      terrain.graph.edge(terrain.secrets(secret.namespace), to, keyIn(secret));
    }
  }
  return (workload) => {
    if (terrain.cloudKeys.size === 0) return [];
    return secretsOf(terrain, workload).flatMap((secret) =>
      (terrain.cloudKeys.get(secret.key) ?? []).map((to) => ({ to, reason: keyIn(secret) })),
    );
  };
}

function keyIn({ namespace, name }: ClusterObject): Reason {
  return { ...given('key-in-secret'), detail: `Secret ${namespace}/${name}` };
}

function secretsOf({ cluster }: Terrain, { templates, reference: { namespace } }: Workload): ClusterObject[] {
  const names = new Set(templates.flatMap(secretNames));
  return [...names].flatMap((name) => cluster.find({ group: '', kind: 'Secret', namespace, name }) ?? []);
}

/** Secrets whose values a pod has in files or variables. */
function secretNames({ spec, containers }: PodTemplate): string[] {
  const volumes = asList(spec['volumes'])
    .map(asMap)
    .flatMap((volume) => [
      asMap(volume['secret'])['secretName'],
      ...asList(asMap(volume['projected'])['sources'])
        .map(asMap)
        .map((source) => asMap(source['secret'])['name']),
    ]);
  const variables = containers.flatMap((container) => [
    ...asList(container.spec['env'])
      .map(asMap)
      .map((each) => asMap(asMap(each['valueFrom'])['secretKeyRef'])['name']),
    ...asList(container.spec['envFrom'])
      .map(asMap)
      .map((each) => asMap(each['secretRef'])['name']),
  ]);
  return [...volumes, ...variables].filter((name) => typeof name === 'string');
}

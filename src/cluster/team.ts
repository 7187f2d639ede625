import type { Cluster } from './cluster.ts';
import type { ClusterObject } from './object.ts';

/** Labels that name a team where the configuration says nothing, most telling first. */
export const defaultTeamLabels: readonly string[] = ['team', 'app.kubernetes.io/team', 'owner'];

/**
 * The team that owns an object: the first configured label that the object, its pod template's owner or its namespace
 * carries. A label on the object wins over the same label on the namespace; undefined when nothing says it.
 */
export function teamOf(
  cluster: Pick<Cluster, 'namespaceLabels'>,
  object: ClusterObject,
  teamLabels: readonly string[],
): string | undefined {
  return (
    firstLabel(object.body.metadata.labels, teamLabels) ??
    (object.namespace === '' ? undefined : firstLabel(cluster.namespaceLabels(object.namespace), teamLabels))
  );
}

function firstLabel(
  labels: Readonly<Record<string, string>> | undefined,
  names: readonly string[],
): string | undefined {
  for (const name of names) {
    const value = labels?.[name];
    if (value) return value;
  }
  return undefined;
}

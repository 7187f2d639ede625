import { type Cluster, entryPointsOf, type ObjectReference } from '../../cluster/index.ts';
import { type JudgedCluster, scopesOf } from '../../report/index.ts';
import type { LoadedConfig } from '../config/load.ts';
import { configuredScopes } from './scopes.ts';

/** What leads from the internet to a workload. */
const waysIn = [
  { group: '', kind: 'Service' },
  { group: 'networking.k8s.io', kind: 'Ingress' },
] as const;

/**
 * What makes a workload weigh more. A fact that the reading should have shown and did not, because it was denied or
 * failed, is not known, and the score becomes wider. Production is what the configuration declares: without a
 * declaration every workload weighs alike.
 */
export function subjectFacts(
  cluster: Cluster,
  config: Pick<LoadedConfig, 'config'>,
): NonNullable<JudgedCluster['factsOf']> {
  const entryPoints = entryPointsOf(cluster);
  const areWaysKnown = waysIn.every(({ group, kind }) => isAnswered(cluster, group, kind));
  const declared = new Set<string>(config.config.score?.production);
  const production = configuredScopes(config).filter(({ name }) => declared.has(name));
  return (reference: ObjectReference) => {
    const workload = cluster.workloadNamed(reference);
    if (workload === undefined) return undefined;
    const isExposed = entryPoints.isInternetExposed(workload);
    const labels = workload.object.body.metadata.labels ?? {};
    return {
      ...((isExposed || areWaysKnown) && { internetReachable: isExposed }),
      powerfulIdentity: false,
      production: scopesOf(production, { reference, labels, cluster: cluster.identity }).length > 0,
    };
  };
}

/** False only where something was asked for and not answered; what a source does not have is said as not connected. */
function isAnswered(cluster: Cluster, group: string, kind: string): boolean {
  return cluster.coverage.resources
    .filter((row) => row.group === group && row.kind === kind)
    .every(({ state }) => state === 'read' || state === 'not-served');
}

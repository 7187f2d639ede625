import {
  type Cluster,
  entryPointsOf,
  getsApiToken,
  type ObjectReference,
  type Workload,
} from '../../cluster/index.ts';
import { accessOf, strongAccounts } from '../../identity/index.ts';
import { type JudgedCluster, scopesOf } from '../../report/index.ts';
import type { LoadedConfig } from '../config/load.ts';
import { configuredScopes } from './scopes.ts';

/** What leads from the internet to a workload. */
const waysIn = [
  { group: '', kind: 'Service' },
  { group: 'networking.k8s.io', kind: 'Ingress' },
] as const;

/** What grants power to a service account. */
const grants = ['ClusterRoleBinding', 'ClusterRole', 'RoleBinding', 'Role'].map((kind) => ({
  group: 'rbac.authorization.k8s.io',
  kind,
}));

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
  const areWaysKnown = isAnswered(cluster, waysIn);
  const areGrantsKnown = isAnswered(cluster, grants);
  const runsAsPowerful = powerfulIn(cluster);
  const declared = new Set<string>(config.config.score?.production);
  const production = configuredScopes(config).filter(({ name }) => declared.has(name));
  return (reference: ObjectReference) => {
    const workload = cluster.workloadNamed(reference);
    if (workload === undefined) return undefined;
    const isExposed = entryPoints.isInternetExposed(workload);
    const isPowerful = runsAsPowerful(workload);
    const labels = workload.object.body.metadata.labels ?? {};
    return {
      ...((isExposed || areWaysKnown) && { internetReachable: isExposed }),
      ...((isPowerful || areGrantsKnown) && { powerfulIdentity: isPowerful }),
      production: scopesOf(production, { reference, labels, cluster: cluster.identity }).length > 0,
    };
  };
}

/** False only where something was asked for and not answered; what a source does not have is said as not connected. */
function isAnswered(
  { coverage }: Cluster,
  kinds: readonly { readonly group: string; readonly kind: string }[],
): boolean {
  return coverage.resources
    .filter((row) => kinds.some(({ group, kind }) => row.group === group && row.kind === kind))
    .every(({ state }) => state === 'read' || state === 'not-served');
}

/** Whether a workload's pods get the token of an account that may do everything, or is one step from it. */
function powerfulIn(cluster: Cluster): (workload: Workload) => boolean {
  const strong = strongAccounts(accessOf(cluster));
  if (strong.size === 0) return () => false;
  return ({ templates, reference: { namespace } }) =>
    templates.some(({ serviceAccountName, spec }) => {
      const account = strong.get(`${namespace}/${serviceAccountName}`)?.account;
      return account !== undefined && getsApiToken(spec, cluster.find({ group: '', ...account })?.body);
    });
}

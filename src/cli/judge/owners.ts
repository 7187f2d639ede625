import type { ObjectReference } from '../../cluster/index.ts';
import { type ClusterView, type SubjectDescription, scopesOf } from '../../report/index.ts';
import type { LoadedConfig } from '../config/load.ts';
import { scopeOf } from './scopes.ts';

/** What is said about a subject, with the team that the configuration names where no label does. */
export function withConfiguredOwners(
  view: Pick<ClusterView, 'describe' | 'identity'>,
  { config }: Pick<LoadedConfig, 'config'>,
): (reference: ObjectReference) => SubjectDescription | undefined {
  const owners = Object.entries(config.owners ?? {}).map(([team, part]) => scopeOf(team, part));
  if (owners.length === 0) return (reference) => view.describe(reference);
  return (reference) => {
    const described = view.describe(reference);
    if (described?.workload === undefined || described.workload.team !== undefined) return described;
    const { labels } = described;
    const [team] = scopesOf(owners, { reference, labels, cluster: view.identity });
    return team === undefined ? described : { ...described, workload: { ...described.workload, team } };
  };
}

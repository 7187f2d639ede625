import type { Cluster } from '../../../cluster/index.ts';
import {
  type Ability,
  abilities,
  accessOf,
  type Holder,
  holdersIn,
  subjectKey,
} from '../../../identity/index.ts';

/** What a service account may do at worst, completing "may …"; undefined where no binding of one's own gives it power. */
export type PowerOf = (namespace: string, account: string) => string | undefined;

/** Accounts with power over the whole cluster or a namespace, the gravest ability of each. */
export function accountPower(cluster: Cluster): PowerOf {
  const access = accessOf(cluster);
  const holders = holdersIn(access);
  const found = new Map<string, string>();
  const add = (all: readonly Holder[]) => {
    // The whole cluster before single namespaces.
    for (const { subject, namespace, what } of all.toSorted(
      (left, right) => Number(left.namespace !== '') - Number(right.namespace !== ''),
    )) {
      const key = subjectKey(subject);
      if (subject.kind === 'ServiceAccount' && !found.has(key))
        found.set(key, `${what} in ${namespace === '' ? 'the whole cluster' : `namespace ${namespace}`}`);
    }
  };
  add(holders.ofEverything());
  for (const severity of ['critical', 'high'] as const)
    for (const ability of Object.values<Ability>(abilities))
      if (ability.severity === severity) add(holders.of(ability));
  return (namespace, name) => found.get(subjectKey({ kind: 'ServiceAccount', namespace, name }));
}

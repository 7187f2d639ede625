import type { ClusterAccess } from '../cluster-access.ts';
import type { ServiceAccount } from '../service-accounts.ts';
import { type Ability, abilities } from './ability.ts';
import { type Holder, holdersIn } from './holders.ts';

/** A service account that may do everything in the cluster, or is one step from it. */
export interface StrongAccount {
  readonly account: ServiceAccount;
  readonly holder: Holder;
}

/** Strong service accounts by `namespace/name`; each by the greatest thing it may do. */
export function strongAccounts(access: ClusterAccess): ReadonlyMap<string, StrongAccount> {
  const holders = holdersIn(access);
  const strong = new Map<string, StrongAccount>();
  const add = (found: readonly Holder[]) => {
    for (const holder of found) {
      const { subject, namespace } = holder;
      if (subject.kind !== 'ServiceAccount' || namespace !== '') continue;
      const key = `${subject.namespace}/${subject.name}`;
      if (!strong.has(key)) strong.set(key, { account: subject, holder });
    }
  };
  add(holders.ofEverything());
  for (const ability of Object.values<Ability>(abilities))
    if (ability.adminEquivalent === true) add(holders.oneStep(ability));
  return strong;
}

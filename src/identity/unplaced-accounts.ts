import { otherPlaceOf, unplaced } from './account-places.ts';
import { ownBindings } from './analyses/everybody.ts';
import type { ClusterAccess } from './cluster-access.ts';
import { existenceOf, type ServiceAccount } from './service-accounts.ts';
import { subjectKey } from './subject.ts';

/** Accounts that bindings of one's own name and that are only in another place, with that place. */
export function unplacedAccounts(
  access: ClusterAccess,
): { readonly account: ServiceAccount; readonly namespace: string }[] {
  const { cluster } = access;
  const found = new Map<string, { account: ServiceAccount; namespace: string }>();
  for (const { subject } of [...ownBindings(access)].flatMap(({ subjects }) => subjects)) {
    if (subject.kind !== 'ServiceAccount' || existenceOf(cluster, subject) !== unplaced) continue;
    const namespace = otherPlaceOf(cluster, subject);
    if (namespace !== undefined) found.set(subjectKey(subject), { account: subject, namespace });
  }
  return [...found.values()];
}

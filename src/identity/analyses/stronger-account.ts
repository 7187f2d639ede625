import { analysisOf } from '../../controls/index.ts';
import { type Ability, abilities } from '../abilities/ability.ts';
import { type Holder, holdersIn } from '../abilities/holders.ts';
import { type StrongAccount, strongAccounts } from '../abilities/strong-accounts.ts';
import { accessOf, type ClusterAccess } from '../cluster-access.ts';
import { existenceOf } from '../service-accounts.ts';
import { formatSubject, subjectKey } from '../subject.ts';
import { judgeBindings } from './ability-analysis.ts';
import { allAccess } from './reads.ts';

/** What makes its holder any service account of the namespace. */
const becoming: readonly Ability[] = [
  abilities.createWorkloads,
  abilities.enterPods,
  abilities.mintTokens,
  abilities.impersonateServiceAccounts,
  abilities.ruleNamespace,
];

/** Somebody who may become a strong service account of a namespace. */
export interface ReachedAccount {
  readonly holder: Holder;
  readonly account: StrongAccount;
}

/**
 * Who may become a service account that has the cluster, through rights in the namespace where it lives. Whoever is that
 * strong already is not named.
 */
export function reachedAccounts(access: ClusterAccess): ReachedAccount[] {
  const holders = holdersIn(access);
  const accounts = [...strongAccounts(access).values()];
  const byNamespace = Map.groupBy(
    accounts.filter(({ account }) => existenceOf(access.cluster, account) !== 'missing'),
    ({ account }) => account.namespace,
  );
  const strong = new Set(accounts.map(({ account }) => subjectKey(account)));
  const reached = new Map<string, ReachedAccount>();
  const add = (found: readonly Holder[]) => {
    for (const holder of found) {
      const [account] = byNamespace.get(holder.namespace) ?? [];
      const key = `${holder.namespace} ${subjectKey(holder.subject)}`;
      if (account === undefined || strong.has(subjectKey(holder.subject)) || reached.has(key)) continue;
      reached.set(key, { holder, account });
    }
  };
  add(holders.ofEverything());
  for (const ability of becoming) add(holders.of(ability));
  return [...reached.values()];
}

/**
 * A right in one namespace is as grave as the strongest service account that lives there: finds who may become one that has
 * the cluster, by one more step.
 */
export const strongerAccount = analysisOf(allAccess, function* analyse({ cluster }) {
  const access = accessOf(cluster);
  const reached = new Map(reachedAccounts(access).map((each) => [each.holder, each]));
  yield* judgeBindings(access, [...reached.keys()], 'namespace', (holder) => {
    const account = reached.get(holder)?.account;
    return account === undefined
      ? ''
      : `become ${formatSubject(account.account)}, which may ${account.holder.what} in the whole cluster, because they may ${holder.what}`;
  });
});

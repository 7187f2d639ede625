import type { Analysis } from '../../controls/index.ts';
import { type Ability, abilities } from '../abilities/ability.ts';
import { type Holder, holdersIn } from '../abilities/holders.ts';
import { type StrongAccount, strongAccounts } from '../abilities/strong-accounts.ts';
import { accessOf } from '../cluster-access.ts';
import { existenceOf } from '../service-accounts.ts';
import { formatSubject, subjectKey } from '../subject.ts';
import { judgeBindings } from './ability-analysis.ts';

/** What makes its holder any service account of the namespace. */
const becoming: readonly Ability[] = [
  abilities.createWorkloads,
  abilities.enterPods,
  abilities.mintTokens,
  abilities.impersonateServiceAccounts,
  abilities.ruleNamespace,
];

/**
 * A right in one namespace is as grave as the strongest service account that lives there: finds who may become one that has
 * the cluster, by one more step.
 */
export const strongerAccount: Analysis = function* analyse({ cluster }) {
  const access = accessOf(cluster);
  const holders = holdersIn(access);
  const byNamespace = Map.groupBy(
    [...strongAccounts(access).values()].filter(({ account }) => existenceOf(cluster, account) !== 'missing'),
    ({ account }) => account.namespace,
  );
  const reached = new Map<string, { holder: Holder; what: string; account: StrongAccount }>();
  const strong = new Set([...strongAccounts(access).values()].map(({ account }) => subjectKey(account)));
  const add = (found: readonly Holder[], what: string) => {
    for (const holder of found) {
      const [account] = byNamespace.get(holder.namespace) ?? [];
      const key = `${holder.namespace} ${subjectKey(holder.subject)}`;
      if (account === undefined || strong.has(subjectKey(holder.subject)) || reached.has(key)) continue;
      reached.set(key, { holder, what, account });
    }
  };
  add(holders.ofEverything(), 'do everything');
  for (const ability of becoming) add(holders.of(ability), ability.what);
  const texts = new Map([...reached.values()].map((each) => [each.holder, each]));
  yield* judgeBindings(access, [...texts.keys()], 'namespace', (holder) => {
    const { what, account } = texts.get(holder) ?? {};
    return account === undefined
      ? ''
      : `become ${formatSubject(account.account)}, which may ${account.what} in the whole cluster, because they may ${what}`;
  });
};

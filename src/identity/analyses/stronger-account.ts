import { analysisOf } from '../../controls/index.ts';
import { reachedAccounts } from '../abilities/reached-accounts.ts';
import { accessOf } from '../cluster-access.ts';
import { formatSubject } from '../subject.ts';
import { judgeBindings } from './ability-analysis.ts';
import { allAccess } from './reads.ts';

/**
 * A right in one namespace is as grave as the strongest service account that lives there: finds who may become one that has
 * the cluster, by one more step.
 */
export const strongerAccount = analysisOf(allAccess, function* analyse({ cluster }) {
  const access = accessOf(cluster);
  const reached = new Map(reachedAccounts(access).map((each) => [each.holder, each]));
  yield* judgeBindings(access, [...reached.keys()], 'anywhere', (holder) => {
    const account = reached.get(holder);
    return account === undefined
      ? ''
      : `become ${formatSubject(account.account)}, which may ${account.accountMay} in the whole cluster, because they may ${holder.what}`;
  });
});

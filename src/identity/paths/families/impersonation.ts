import { createdAsAccount, createdAsUser } from '../../powers/power-groups.ts';
import { mastersGroup } from '../../subject.ts';
import type { Need } from '../graph-builder.ts';
import type { Holding } from '../holding.ts';
import { everywhere } from '../vertex.ts';
import { type Family, holds, leads, overAny } from './family.ts';

/**
 * `impersonate`: of service accounts in a namespace, of users and groups in the whole cluster alone. Nobody impersonates a
 * group without a user beside it. The constrained verbs need one for the request that is sent as somebody else as well: those
 * are followed that create what leads on from there.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 * https://github.com/kubernetes/enhancements/tree/master/keps/sig-auth/5284-constrained-impersonation
 */
export const impersonation: Family = function* impersonation(held, place, terrain) {
  const accounts = held.get('impersonateAccounts');
  if (accounts === 'all')
    yield leads('impersonate-account', terrain.hub('any-account', place), 'impersonateAccounts');
  else if (accounts !== undefined)
    for (const { name, vertex } of terrain.accountsNamed(accounts, place))
      yield leads('impersonate-account', vertex, { power: 'impersonateAccounts', name });
  const asAccount = createdAsAccount.find((power) => holds(held, power));
  if (holds(held, 'impersonateAccountInfo') && asAccount !== undefined)
    yield leads(
      'impersonate-account',
      terrain.hub('any-account', place),
      'impersonateAccountInfo',
      asAccount,
    );
  if (place !== everywhere) return;
  const asUser = createdAsUser.find((power) => holds(held, power));
  if (holds(held, 'impersonateUserInfo') && asUser !== undefined)
    yield leads('impersonate-user', terrain.hub('any-user', everywhere), 'impersonateUserInfo', asUser);
  const users = held.get('impersonateUsers');
  if (users === 'all')
    yield leads('impersonate-user', terrain.hub('any-user', everywhere), 'impersonateUsers');
  else
    for (const name of users ?? []) {
      const vertex = terrain.knownSubject({ kind: 'User', name });
      if (vertex !== undefined) yield leads('impersonate-user', vertex, { power: 'impersonateUsers', name });
    }
  const beside = somebody(held);
  const groups = held.get('impersonateGroups');
  if (beside === undefined || groups === undefined) return;
  if (groups === 'all') {
    yield leads('impersonate-group', terrain.hub('any-group', everywhere), 'impersonateGroups', beside);
    yield leads('impersonate-group', terrain.masters, 'impersonateGroups', beside);
    return;
  }
  for (const name of groups) {
    const vertex = name === mastersGroup ? terrain.masters : terrain.knownSubject({ kind: 'Group', name });
    if (vertex !== undefined)
      yield leads('impersonate-group', vertex, { power: 'impersonateGroups', name }, beside);
  }
};

function somebody(held: Holding): Need | undefined {
  for (const power of ['impersonateUsers', 'impersonateAccounts'] as const) {
    const need = overAny(held, power);
    if (need !== undefined) return need;
  }
  return undefined;
}

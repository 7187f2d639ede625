import { mastersGroup } from '../../subject.ts';
import type { Need } from '../graph-builder.ts';
import type { Held } from '../powers.ts';
import { everywhere } from '../vertex.ts';
import { type Family, leads } from './family.ts';

/**
 * `impersonate`: of service accounts in a namespace, of users and groups in the whole cluster alone. Nobody impersonates a
 * group without a user beside it. The constrained verbs allow single requests as somebody else, and are not followed.
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation
 */
export const impersonation: Family = function* impersonation(held, place, terrain) {
  const accounts = held.get('impersonateAccounts');
  if (accounts === 'all')
    yield leads('impersonate-account', terrain.hub('any-account', place), 'impersonateAccounts');
  else if (accounts !== undefined)
    for (const { name, vertex } of terrain.accountsNamed(accounts, place))
      yield leads('impersonate-account', vertex, { power: 'impersonateAccounts', name });
  if (place !== everywhere) return;
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

function somebody(held: Held): Need | undefined {
  for (const power of ['impersonateUsers', 'impersonateAccounts'] as const) {
    const names = held.get(power);
    if (names === 'all') return { power };
    const [name] = names ?? [];
    if (name !== undefined) return { power, name };
  }
  return undefined;
}

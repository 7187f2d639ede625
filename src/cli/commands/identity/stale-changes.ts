import { formatSubject, type StaleAccount, type StandingPower } from '../../../identity/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import type { Candidate } from './change.ts';
import { removalChange } from './removal-change.ts';

/** The change that takes rights from an account that nothing declared needs. */
export function staleChange(
  access: AuditedCluster['access'],
  { account, reason, bindings }: StaleAccount,
  power?: StandingPower,
): Candidate[] {
  const state = reason === 'does-not-exist' ? 'does not exist' : 'runs nothing here';
  const may = power === undefined ? '' : `, and may ${power.what}`;
  return removalChange(access, {
    subject: account,
    bindings,
    why: `${formatSubject(account)} ${state}${may}`,
    breaks: reason === 'does-not-exist' ? undefined : outsideUse,
  });
}

/** What no object of the cluster shows of an account that nothing runs as: another cluster of a mesh reads this one by such. */
const outsideUse =
  'whatever uses a token of it from outside the cluster, and pods that an operator starts with it now and then';

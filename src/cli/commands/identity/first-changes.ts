import {
  type IndexedBinding,
  type StandingPower,
  type Subject,
  subjectKey,
} from '../../../identity/index.ts';
import type { AuditedCluster } from './audited-cluster.ts';
import type { Candidate, Change } from './change.ts';
import {
  everybodyChange,
  isEverybody,
  isGroup,
  isUser,
  knownGroupChange,
  knownMembers,
  userChange,
  workloadChange,
} from './holder-changes.ts';
import { mastersChanges } from './masters-changes.ts';
import { staleChange } from './stale-changes.ts';
import { unknownGroupsChange } from './unknown-groups.ts';

/**
 * What to change first, most power for least harm: people in `system:masters` by name, what everybody may, rights of
 * accounts that do not exist or run nothing; then who may do everything, and then who is one step from it: single people,
 * groups that nobody can look into, groups with their members, workloads that were simply bound to cluster-admin, programs
 * and roles outside. Roles that somebody wrote for a workload come last; break-glass and agents of a cloud stay. One change
 * for a subject, with every binding that must let go of it, so that the power ends; where two let go of subjects of the same
 * binding, the second is written for what the first leaves of it.
 */
export function firstChanges(audited: AuditedCluster, most: number): Change[] {
  const { access, audit } = audited;
  const strong = new Map(audit.standing.map((each) => [subjectKey(each.subject), each]));
  const stale = audit.stale.map((each) => ({ ...each, power: strong.get(subjectKey(each.account)) }));
  const workloads = audit.standing.filter(
    ({ power, breakGlass, runs }) => power === 'everything' && !breakGlass && runs.length > 0,
  );
  const isPlain = ({ cut }: StandingPower) => cut.some(({ role }) => role.name === 'cluster-admin');
  const candidates: Candidate[] = [
    ...mastersChanges(audit.masters),
    ...audit.standing.filter(isEverybody).flatMap((each) => everybodyChange(audited, each)),
    ...stale.flatMap(({ power, ...each }) => (power === undefined ? [] : staleChange(access, each, power))),
    ...peopleChanges(audited, 'everything'),
    ...workloads.filter(isPlain).flatMap((each) => workloadChange(audited, each)),
    ...programChanges(audited, 'everything'),
    ...peopleChanges(audited, 'one-step'),
    ...programChanges(audited, 'one-step'),
    ...workloads.filter((each) => !isPlain(each)).flatMap((each) => workloadChange(audited, each)),
    ...stale.flatMap(({ power, ...each }) => (power === undefined ? staleChange(access, each) : [])),
  ];
  const gone = new Map<IndexedBinding, readonly Subject[]>();
  return candidates.slice(0, most).map(({ subject, bindings, change }) => {
    const written = change(gone);
    if (subject !== undefined)
      for (const binding of bindings) gone.set(binding, [...(gone.get(binding) ?? []), subject]);
    return written;
  });
}

/** Of people: each by name, then groups. A role that only people take on counts as people. */
function peopleChanges(audited: AuditedCluster, power: StandingPower['power']): Candidate[] {
  const those = audited.audit.standing.filter((each) => each.power === power);
  const groups = those.filter(isGroup);
  const isKnown = (group: StandingPower) => knownMembers(audited.access, group).length > 0;
  return [
    ...those
      .filter((each) => isUser(each) && each.nature === 'human')
      .flatMap((each) => userChange(audited, each)),
    ...unknownGroupsChange(
      audited,
      groups.filter((each) => !isKnown(each)),
    ),
    ...groups.filter(isKnown).flatMap((each) => knownGroupChange(audited, each)),
  ];
}

/** Of programs outside, and of what may be one. */
function programChanges(audited: AuditedCluster, power: StandingPower['power']): Candidate[] {
  return audited.audit.standing
    .filter((each) => each.power === power && isUser(each) && !['human', 'everybody'].includes(each.nature))
    .flatMap((each) => userChange(audited, each));
}

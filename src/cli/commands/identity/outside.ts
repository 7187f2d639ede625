import { capitalised } from '../../../cluster/index.ts';
import {
  type ClusterAccess,
  evidenceAbout,
  formatSubject,
  membersOf,
  outsideState,
  unplacedAccounts,
} from '../../../identity/index.ts';
import { counted, listed } from '../../../report/index.ts';

const missingShown = 3;

/** What decides beside the roles and bindings that were read, and how much of it this run knows. */
export function outside(access: ClusterAccess): string[] {
  return [...authorizers(access), ...unplaced(access)];
}

/** Accounts that manifests bind in one namespace and have in another, because they name none. */
function unplaced(access: ClusterAccess): string[] {
  const found = unplacedAccounts(access);
  const [first, ...others] = found;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const are = others.length === 0 ? 'is' : 'are';
  return [
    `${capitalised(formatSubject(first.account))}${more} ${are} bound and not there, but in manifests that name no namespace and are read as in default: --apply-namespace ${first.namespace} reads them where they go.`,
  ];
}

function authorizers({ cluster }: ClusterAccess): string[] {
  const state = outsideState(cluster);
  if (state === undefined) return [];
  const { source, missing, savedAt } = state;
  if (savedAt === undefined) return [`${source} can allow more, outside RBAC: not connected.`];
  const saved = `${source} ${source === 'Google IAM' ? 'is' : 'are'} in this answer, as saved on ${savedAt.slice(0, 10)}`;
  if (missing.length === 0) return [`${saved}.`];
  const more = missing.length > missingShown ? [`and ${missing.length - missingShown} more`] : [];
  return [`${saved}, and not whole: ${[...missing.slice(0, missingShown), ...more].join('; ')}.`];
}

/** ` (2 members: jane and joe)` where evidence was given; who is in a group of everybody needs no saying. */
export function membersNote(group: string, { cluster }: ClusterAccess): string {
  const evidence = evidenceAbout(cluster);
  if (evidence === undefined || group.startsWith('system:')) return '';
  const names = membersOf(evidence, group).map(({ name }) => name);
  if (names.length === 0) return ' (members not known)';
  const shown = [
    ...names.slice(0, missingShown),
    ...(names.length > missingShown ? [`${names.length - missingShown} more`] : []),
  ];
  return ` (${counted(names.length, 'member')}: ${listed(shown)})`;
}

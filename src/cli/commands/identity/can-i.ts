import {
  type AccessAnswer,
  type AccessRequest,
  type ClusterAccess,
  equivalentRequests,
  evidenceAbout,
  formatSubject,
  groupsOfUser,
  isNamespaceGrant,
  mastersGroup,
  type Principal,
  permissionList,
  principalOf,
  type Subject,
  type SubjectGrant,
} from '../../../identity/index.ts';
import { counted, listed, type Palette } from '../../../report/index.ts';
import { columns } from '../../columns.ts';
import { CliError } from '../../errors.ts';
import type { ReadFlags } from '../../flags.ts';
import { printText } from '../../output.ts';
import { paletteFor } from '../../palette.ts';
import { linesText } from '../../shown-text.ts';
import { unknownSubjectNotes } from './known-subjects.ts';
import { namedSubject } from './named-subject.ts';
import { outside } from './outside.ts';
import { byText, placeText, requestText, rowText, unreadLines } from './phrases.ts';
import { readQuestion } from './question.ts';
import { type AskedCluster, isReached, readAccess, sayUnreached } from './read-access.ts';

export interface CanIFlags extends ReadFlags {
  readonly list?: boolean;
  readonly all?: boolean;
  readonly group?: readonly string[];
  readonly output: 'text' | 'json';
}

/**
 * `plimsoll identity can-i`: whether a subject may do something, and through what. 0 yes, 1 no, 3 when that is not known;
 * of several clusters yes only where it is yes in all.
 */
export async function runCanI(
  subjectText: string,
  verb: string | undefined,
  resource: string | undefined,
  name: string | undefined,
  flags: CanIFlags,
): Promise<number> {
  const clusters = await readAccess(flags, [], 'in-answer');
  const subject = namedSubject(subjectText, clusters);
  const principalIn = ({ cluster }: ClusterAccess) => {
    const evidence = evidenceAbout(cluster);
    const known =
      evidence === undefined || subject.kind !== 'User' ? [] : groupsOfUser(evidence, subject.name);
    return principalOf(subject, [...new Set([...(flags.group ?? []), ...known])]);
  };
  const asked = { subject, principalIn, clusters, palette: paletteFor(flags) };
  if (flags.list === true) return listPermissions(asked, flags);
  if (verb === undefined || resource === undefined)
    throw new CliError(
      'usage',
      'can-i needs a verb and a resource',
      'Or --list for everything the subject may do.',
    );
  const read = readQuestion(clusters, { verb, resource, name, namespaces: flags.namespace ?? [] });
  const reached = clusters.filter(isReached);
  const accesses = reached.map(({ access }) => access);
  const question = { ...read, notes: [...unknownSubjectNotes(subject, accesses), ...read.notes] };
  const answers = reached.map(({ name: cluster, access }) => ({
    cluster,
    access,
    ...decide(access, principalIn(access), question.request),
  }));
  if (flags.output === 'json') {
    const rows = answers.map(({ cluster, answer, by, unread, elsewhere }) => ({
      cluster,
      answer,
      ...(by !== undefined && { by: byText(by) }),
      ...(unread !== undefined && { unread }),
      ...(elsewhere.length > 0 && { namespaces: elsewhere }),
    }));
    printText(
      `${JSON.stringify({ subject, question: question.request, notes: question.notes, clusters: rows }, null, 2)}\n`,
    );
  } else {
    for (const answer of answers)
      printText(linesText([...page(asked, question.request, answer), ...question.notes]));
  }
  const failed = sayUnreached(clusters);
  if (failed || answers.some(({ answer }) => answer === 'unknown')) return 3;
  return answers.every(({ answer }) => answer === 'yes') ? 0 : 1;
}

interface Asked {
  readonly subject: Subject;
  /** With the groups that evidence of the cluster puts it in. */
  readonly principalIn: (access: ClusterAccess) => Principal;
  readonly clusters: readonly AskedCluster[];
  readonly palette: Palette;
}

interface Decided {
  readonly answer: AccessAnswer['answer'];
  readonly by: SubjectGrant | Extract<AccessAnswer, { answer: 'yes' }>['by'] | undefined;
  readonly unread: Extract<AccessAnswer, { answer: 'unknown' }>['unread'] | undefined;
  /** Namespaces where it may, when it was asked about everywhere and may not. */
  readonly elsewhere: readonly string[];
}

function decide(access: ClusterAccess, principal: Principal, request: AccessRequest): Decided {
  const requests = 'path' in request ? [request] : equivalentRequests(request, access.cluster.version);
  const answers = requests.map((each) => access.may(principal, each));
  const yes = answers.find(({ answer }) => answer === 'yes');
  if (yes?.answer === 'yes') return { answer: 'yes', by: yes.by, unread: undefined, elsewhere: [] };
  const unknown = answers.find(({ answer }) => answer === 'unknown');
  const elsewhere =
    'path' in request || request.namespace !== undefined || !isNamespaceGrant(request)
      ? []
      : namespacesWhere(access, principal, request);
  return {
    answer: unknown === undefined ? 'no' : 'unknown',
    by: undefined,
    unread: unknown?.answer === 'unknown' ? unknown.unread : undefined,
    elsewhere,
  };
}

function namespacesWhere(access: ClusterAccess, principal: Principal, request: AccessRequest): string[] {
  const names = new Set<string>();
  for (const binding of access.index.allBindingsOf(principal))
    if (binding.namespace !== '') names.add(binding.namespace);
  return [...names]
    .filter((namespace) => access.may(principal, { ...request, namespace } as AccessRequest).answer === 'yes')
    .sort();
}

function page(
  { subject, principalIn, palette }: Asked,
  request: AccessRequest,
  { cluster, access, answer, by, unread, elsewhere }: Decided & { cluster: string; access: ClusterAccess },
): string[] {
  const what = `${formatSubject(subject)} ${answer === 'yes' ? 'may' : answer === 'no' ? 'may not' : 'may or may not'} ${requestText(request)}`;
  const whole = 'path' in request || request.namespace !== undefined ? '' : ' in the whole cluster';
  const lines = [`${paint(answer, palette)}  ${what}${whole} (${cluster})`];
  if (by !== undefined) lines.push(`  ${byText(by)}`);
  if (elsewhere.length > 0) lines.push(`  It may in ${listed(elsewhere.map(placeText))}.`);
  if (unread !== undefined) for (const line of unreadLines(unread)) lines.push(`  ${line}`);
  if (answer !== 'yes' && subject.kind === 'User' && !subject.name.startsWith('system:')) {
    const known = principalIn(access).groups.filter((group) => !group.startsWith('system:'));
    lines.push(
      known.length === 0
        ? '  Groups that an identity provider puts this user in are not known here; name them with --group.'
        : `  As a member of ${listed(known)}.`,
    );
  }
  if (answer !== 'yes' && subject.kind !== 'ServiceAccount')
    for (const line of outside(access)) lines.push(`  ${line}`);
  return lines;
}

function paint(answer: Decided['answer'], palette: Palette): string {
  if (answer === 'yes') return palette.strong('yes');
  return answer === 'no' ? palette.strong('no') : palette.unknown('unknown');
}

function listPermissions({ subject, principalIn, clusters, palette }: Asked, flags: CanIFlags): number {
  let incomplete = false;
  const notes = unknownSubjectNotes(
    subject,
    clusters.filter(isReached).map(({ access }) => access),
  );
  const all = clusters.filter(isReached).map(({ name, access }) => {
    const principal = principalIn(access);
    const rows = permissionList(access, principal).filter(
      ({ namespace }) =>
        namespace === '' || flags.namespace === undefined || flags.namespace.includes(namespace),
    );
    const unread = access.unread('*');
    incomplete ||= unread.length > 0;
    return { name, principal, rows, unread };
  });
  if (flags.output === 'json') {
    const rowsOf = (rows: ReturnType<typeof permissionList>) =>
      rows.map(({ grants, ...row }) => ({ ...row, through: grants.map(byText) }));
    const clustersJson = all.map(({ name, principal, rows, unread }) => ({
      name,
      groups: principal.groups,
      complete: unread.length === 0,
      unread,
      permissions: rowsOf(rows),
    }));
    printText(`${JSON.stringify({ subject, notes, clusters: clustersJson }, null, 2)}\n`);
  } else {
    for (const { name, principal, rows, unread } of all) {
      const lines = [palette.strong(`What ${formatSubject(subject)} may do: ${name}`), ''];
      if (principal.groups.includes(mastersGroup))
        lines.push('Everything: members of system:masters are asked for nothing.', '');
      const groups = principal.groups.filter((group) => group !== subject.name || subject.kind !== 'Group');
      lines.push(`Also as ${listed(groups)}.`, '');
      const shown = rows.filter(({ byDefault }) => flags.all === true || !byDefault);
      const hidden = rows.length - shown.length;
      const cells = shown.map((row) => [
        row.namespace === '' ? 'whole cluster' : row.namespace,
        rowText(row),
        row.noEffect === undefined ? row.verbs.join(' ') : `no effect: ${row.noEffect}`,
        [...new Set(row.grants.map(({ binding }) => binding.outside?.what ?? binding.name))].join(', '),
      ]);
      if (cells.length > 0) lines.push(...columns([['WHERE', 'RESOURCE', 'VERBS', 'BINDING'], ...cells]), '');
      else lines.push('Nothing by a binding of your own.', '');
      if (hidden > 0) lines.push(`${counted(hidden, 'row')} by Kubernetes' own defaults not shown (--all).`);
      for (const line of unreadLines(unread)) lines.push(palette.unknown(line));
      printText(linesText([...lines, ...notes]));
    }
  }
  return sayUnreached(clusters) || incomplete ? 3 : 0;
}

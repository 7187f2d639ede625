import {
  type AccessRequest,
  type AllowedSubject,
  allowedSubjects,
  type ClusterAccess,
  existenceOf,
  formatSubject,
  isNamespaceGrant,
  type UnreadKind,
  usesOf,
} from '../../../identity/index.ts';
import { counted, csvCell, listed, type Palette } from '../../../report/index.ts';
import { columns } from '../../columns.ts';
import type { ReadFlags } from '../../flags.ts';
import { printText, sayText } from '../../output.ts';
import { paletteFor } from '../../palette.ts';
import { linesText } from '../../shown-text.ts';
import { membersNote, outside } from './outside.ts';
import { grantText, placeText, requestText, shortSubject, unreadLines } from './phrases.ts';
import { type Question, readQuestion } from './question.ts';
import { isReached, readAccess, sayUnreached, type UnreachedCluster, unreached } from './read-access.ts';

export interface WhoCanFlags extends ReadFlags {
  readonly all?: boolean;
  readonly output: 'text' | 'json' | 'csv';
}

interface Answer {
  readonly name: string;
  readonly access: ClusterAccess;
  readonly request: AccessRequest;
  readonly subjects: readonly AllowedSubject[];
  readonly unread: readonly UnreadKind[];
}

/**
 * `plimsoll identity who-can`: every subject that may do something, where, and through which binding. 0, or 3 when a
 * cluster or its RBAC could not be read whole, so that somebody may be missing.
 */
export async function runWhoCan(
  verb: string,
  resource: string,
  name: string | undefined,
  flags: WhoCanFlags,
): Promise<number> {
  const clusters = await readAccess(flags, [], 'in-answer');
  const question = readQuestion(clusters, { verb, resource, name, namespaces: flags.namespace ?? [] });
  const answers = clusters.filter(isReached).map(({ name: cluster, access }): Answer => {
    const { request } = question;
    const anywhere = !('path' in request) && request.namespace === undefined;
    return { name: cluster, access, request, ...allowedSubjects(access, request, anywhere) };
  });
  const palette = paletteFor(flags);
  if (flags.output === 'json')
    printText(`${JSON.stringify(json(question, answers, unreached(clusters)), null, 2)}\n`);
  else if (flags.output === 'csv') {
    printText(csv(answers));
    if (question.notes.length > 0) sayText(linesText([...question.notes]));
  } else {
    const lines = answers.flatMap((answer) => page(answer, question, flags, palette));
    printText(linesText(lines));
  }
  return sayUnreached(clusters) || answers.some(({ unread }) => unread.length > 0) ? 3 : 0;
}

function page(
  answer: Answer,
  question: Question,
  { all, namespace }: WhoCanFlags,
  palette: Palette,
): string[] {
  const { subjects, access, request, unread } = answer;
  const own = subjects.filter(({ byDefault }) => all === true || !byDefault);
  const hidden = subjects.length - own.length;
  const where =
    namespace === undefined && !('path' in request) && isNamespaceGrant(request) ? ', anywhere' : '';
  const lines = [
    palette.strong(
      `Who can ${requestText(request)}${where}: ${answer.name}, Kubernetes ${access.cluster.version.gitVersion}`,
    ),
  ];
  lines.push('', summary(own, hidden, unread), '');
  const rows = own.flatMap((subject) => subjectRows(subject, access, request));
  if (rows.length > 0) lines.push(...columns([['SUBJECT', 'WHERE', 'THROUGH'], ...rows]), '');
  for (const note of question.notes) lines.push(note);
  for (const line of unreadLines(unread)) lines.push(palette.unknown(line));
  lines.push(...outside(access));
  return lines;
}

function summary(own: readonly AllowedSubject[], hidden: number, unread: readonly UnreadKind[]): string {
  const names = (nature: AllowedSubject['nature']) =>
    new Set(own.filter((each) => each.nature === nature).map(({ subject }) => formatSubject(subject))).size;
  const parts = [
    [names('everybody'), 'group of everybody', 'groups of everybody'],
    [names('human'), 'person or group of people', 'people or groups of people'],
    [names('machine'), 'machine', 'machines'],
    [names('unknown'), 'cloud identity of people or machines', 'cloud identities of people or machines'],
  ] as const;
  const said = parts.flatMap(([count, one, many]) =>
    count === 0 ? [] : `${count} ${count === 1 ? one : many}`,
  );
  const whole = unread.length === 0;
  const nobody = whole ? 'Nobody of your own' : 'Nobody was seen, and not everything could be read';
  const seen = `${listed(said)}${whole ? '' : ', and perhaps others: not everything could be read'}`;
  const parted =
    hidden === 0 ? '' : ` ${counted(hidden, 'subject')} by Kubernetes' own defaults not shown (--all).`;
  return `${said.length === 0 ? nobody : seen}.${parted} Members of system:masters always can.`;
}

function subjectRows(allowed: AllowedSubject, access: ClusterAccess, request: AccessRequest): string[][] {
  const { subject, grants, namespace } = allowed;
  return grants.map((grant, index) => [
    index === 0 ? shortSubject(subject) + state(allowed, access) : '',
    index === 0 ? placeText(namespace) : '',
    grantText(grant) +
      (grant.rule.names === undefined ? '' : ` (only ${[...grant.rule.names].join(', ')})`) +
      verbNote(grant, request),
  ]);
}

/** Said where another request than the one asked about allows the same. */
function verbNote({ verb }: AllowedSubject['grants'][number], request: AccessRequest): string {
  return verb === request.verb ? '' : ` (${verb} is enough before 1.35)`;
}

/** Whether a service account exists, and what runs as it; who is in a group, where evidence was given. */
function state({ subject }: AllowedSubject, access: ClusterAccess): string {
  if (subject.kind === 'Group') return membersNote(subject.name, access);
  if (subject.kind !== 'ServiceAccount') return '';
  if (existenceOf(access.cluster, subject) === 'missing') return ' (does not exist)';
  const uses = usesOf(access.cluster, subject);
  if (uses.length === 0) return '';
  const [first] = uses;
  const name = first === undefined ? '' : `${first.workload.reference.kind} ${first.workload.reference.name}`;
  return uses.length === 1 ? ` (${name})` : ` (${name} and ${uses.length - 1} more)`;
}

function json(question: Question, answers: readonly Answer[], failed: readonly UnreachedCluster[]) {
  return {
    question: question.request,
    notes: question.notes,
    clusters: answers.map(({ name, subjects, unread, request }) => ({
      name,
      question: request,
      complete: unread.length === 0,
      unread,
      subjects: subjects.map(({ subject, nature, namespace, byDefault, grants }) => ({
        subject,
        nature,
        ...(namespace !== '' && { namespace }),
        byDefault,
        grants: grants.map((grant) => ({
          verb: grant.verb,
          binding: reference(grant.binding.object),
          role: { kind: grant.binding.role.kind, name: grant.binding.role.name },
          rule: grant.rule.rule,
          ruleIndex: grant.rule.index,
          ...(grant.rule.from !== undefined && { aggregatedFrom: grant.rule.from }),
          subjectIndex: grant.index,
        })),
      })),
    })),
    notRead: failed.map(({ name, error }) => ({ name, error })),
  };
}

function reference({ kind, namespace, name }: { kind: string; namespace: string; name: string }) {
  return { kind, ...(namespace !== '' && { namespace }), name };
}

function csv(answers: readonly Answer[]): string {
  const rows = answers.flatMap(({ name, subjects }) =>
    subjects.flatMap(({ subject, nature, namespace, byDefault, grants }) =>
      grants.map(({ binding, rule }) => [
        name,
        formatSubject(subject),
        nature,
        namespace === '' ? 'cluster' : namespace,
        `${binding.object.kind}/${binding.name}`,
        `${binding.role.kind}/${binding.role.name}`,
        `rules[${rule.index}]`,
        byDefault ? 'yes' : 'no',
      ]),
    ),
  );
  const head = ['cluster', 'subject', 'nature', 'scope', 'binding', 'role', 'rule', 'kubernetes default'];
  return [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

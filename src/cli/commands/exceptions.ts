import { type Problem, visibleText } from '../../cluster/index.ts';
import { daysLeft, hasEnded, reviewExceptions } from '../../controls/index.ts';
import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import { coverage } from '../exceptions/cover.ts';
import {
  type ExceptionFlags,
  isWhole,
  type JudgedFindings,
  judgedFindings,
} from '../exceptions/judged-findings.ts';
import { coversText, issueProblem, type LoadedExceptions, loadExceptions } from '../exceptions/load.ts';
import { loadControls } from '../judge/catalogue.ts';
import { sayText, writeStandardOutput } from '../output.ts';
import { paletteFor } from '../palette.ts';

interface Flags extends ExceptionFlags {
  readonly output: 'table' | 'json';
}

/**
 * `plimsoll exceptions list`: what is lived with, until when, and with a target how much of it there is; 3 when that could
 * not be read whole.
 */
export async function runExceptionsList(targets: readonly string[], flags: Flags): Promise<number> {
  const { loaded, judged } = await namedExceptions(targets, flags);
  const exceptions = [...loaded.exceptions, ...(judged?.annotated ?? [])];
  const covered = judged && coverage(exceptions, judged.report);
  const now = Date.now();
  const rows = exceptions.map((exception) => ({
    id: exception.id,
    state: hasEnded(exception, now) ? 'expired' : 'in force',
    daysLeft: daysLeft(exception, now),
    expires: exception.expires,
    source: exception.origin?.kind ?? 'file',
    owner: exception.owner,
    reason: exception.reason,
    controls: exception.controls ?? [],
    covers: coversText(exception),
    ...covered?.get(exception.id),
    ...(exception.ticket !== undefined && { ticket: exception.ticket }),
    ...(exception.approver !== undefined && { approver: exception.approver }),
  }));
  if (flags.output === 'json') await writeStandardOutput([`${JSON.stringify(rows, null, 2)}\n`]);
  else await writeStandardOutput(listText(rows, flags));
  return judged?.report.gate.incomplete === true ? 3 : 0;
}

type Row = {
  readonly state: string;
  readonly daysLeft: number;
  readonly findings?: number;
  readonly changed?: number;
} & Partial<Record<'ticket' | 'approver', string>> &
  Record<'id' | 'source' | 'expires' | 'owner' | 'reason' | 'covers', string> & {
    readonly controls: readonly string[];
  };

function* listText(rows: readonly Row[], flags: Flags): Generator<string> {
  const palette = paletteFor(flags);
  for (const row of rows) {
    const { id, state, daysLeft: days, expires, owner, reason, covers, controls } = row;
    const end = state === 'expired' ? `since ${expires}` : `${days} ${days === 1 ? 'day' : 'days'} left`;
    const head = `${state}, ${end}`;
    yield `${state === 'expired' ? palette.critical(head) : head}  ${palette.strong(id)}\n`;
    const what = [covers, ...(controls.length > 0 ? [controls.join(', ')] : [])].join('; ');
    yield `  covers  ${what}${hereText(row)}\n`;
    yield `  owner   ${owner}: ${visibleText(reason)}\n`;
    const { ticket, approver, source } = row;
    if (ticket !== undefined) yield `  ticket  ${visibleText(ticket)}\n`;
    if (approver !== undefined) yield `  agreed  ${approver}\n`;
    if (source === 'annotation') yield '  stands  on the object itself\n';
  }
  yield `${rows.length} ${rows.length === 1 ? 'exception' : 'exceptions'}\n`;
}

function hereText({ findings, changed = 0 }: Row): string {
  if (findings === undefined) return '';
  return ` (${findings} here${changed === 0 ? '' : `, ${changed} of them changed since and open`})`;
}

/**
 * `plimsoll exceptions check`: 0 when there is nothing to say, 1 when something is wrong with an exception, 2 when a file has
 * mistakes, 3 when what they are held against could not be read whole.
 */
export async function runExceptionsCheck(targets: readonly string[], flags: Flags): Promise<number> {
  const { loaded, judged } = await namedExceptions(targets, flags);
  const { maxFindings, maxDays } = loaded;
  const report = judged?.report;
  const exceptions = [...loaded.exceptions, ...(judged?.annotated ?? [])];
  const issues = reviewExceptions(exceptions, {
    now: Date.now(),
    ...(report && { covered: coverage(exceptions, report), whole: isWhole(report) ? report.clusters : [] }),
    ...(maxFindings !== undefined && { maxFindings }),
    ...(maxDays !== undefined && { maxDays }),
  });
  const problems = [
    ...issues.map((issue) => ({ exception: issue.exception.id, ...issueProblem(issue) })),
    ...(judged?.problems ?? []),
  ];
  const unread = report !== undefined && (report.gate.incomplete || report.gate.errors);
  if (flags.output === 'json') {
    await writeStandardOutput([`${JSON.stringify({ exceptions: exceptions.length, problems }, null, 2)}\n`]);
  } else {
    await writeStandardOutput(checkText(problems, exceptions.length, flags));
    if (report !== undefined && !isWhole(report)) sayText(partText(unread));
  }
  if (unread) return report.gate.errors ? 2 : 3;
  return problems.length > 0 ? 1 : 0;
}

function partText(unread: boolean): string {
  const why = unread ? 'Not everything could be read' : 'What was judged need not be everything';
  return `${why}: whether an exception covers nothing cannot be said.\n`;
}

function* checkText(problems: readonly Problem[], count: number, flags: Flags): Generator<string> {
  const palette = paletteFor(flags);
  for (const { code, message, hint, file, line, column } of problems) {
    const place =
      file === undefined ? '' : `${[file, line, column].filter((part) => part !== undefined).join(':')}: `;
    yield `${place}${message} ${palette.medium(`[${code}]`)}\n    ${hint}\n`;
  }
  const exceptions = `${count} ${count === 1 ? 'exception' : 'exceptions'}`;
  yield problems.length === 0
    ? palette.good(`${exceptions}: nothing to say\n`)
    : palette.critical(`${exceptions}: ${problems.length} to look at\n`);
}

/** The exceptions of files, and what they are held against with those that stand on objects. */
export async function namedExceptions(
  targets: readonly string[],
  flags: ExceptionFlags,
): Promise<{ readonly loaded: LoadedExceptions; readonly judged: JudgedFindings | undefined }> {
  const config = loadConfig(flags.config);
  const { catalogue } = loadControls(config, flags);
  const loaded = loadExceptions(config, flags, catalogue);
  const judged = await judgedFindings(targets, flags, loaded);
  const onObjects = config.config.exceptions?.annotations === true || (judged?.annotated.length ?? 0) > 0;
  if (loaded.files.length > 0 || (judged !== undefined && onObjects)) return { loaded, judged };
  throw new CliError(
    'exceptions-unreadable',
    'No file of exceptions is named',
    onObjects
      ? 'Name a target whose objects carry some, or a file with --exceptions.'
      : 'Name one with --exceptions, or in plimsoll.yaml: exceptions: {files: [plimsoll-exceptions.yaml]}.',
  );
}

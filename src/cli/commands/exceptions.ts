import { daysLeft, type ExceptionIssue, hasEnded, reviewExceptions } from '../../controls/index.ts';
import { loadConfig } from '../config/load.ts';
import { CliError } from '../errors.ts';
import { coverage } from '../exceptions/cover.ts';
import { type ExceptionFlags, isWhole, reportFor } from '../exceptions/judged-findings.ts';
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
  const { exceptions } = namedExceptions(flags);
  const report = await reportFor(targets, flags);
  const covered = report && coverage(exceptions, report);
  const now = Date.now();
  const rows = exceptions.map((exception) => ({
    id: exception.id,
    state: hasEnded(exception, now) ? 'expired' : 'in force',
    daysLeft: daysLeft(exception, now),
    expires: exception.expires,
    owner: exception.owner,
    reason: exception.reason,
    controls: exception.controls ?? [],
    covers: coversText(exception),
    ...(covered && { findings: covered.get(exception.id) ?? 0 }),
    ...(exception.ticket !== undefined && { ticket: exception.ticket }),
    ...(exception.approver !== undefined && { approver: exception.approver }),
  }));
  if (flags.output === 'json') await writeStandardOutput([`${JSON.stringify(rows, null, 2)}\n`]);
  else await writeStandardOutput(listText(rows, flags));
  return report?.gate.incomplete === true ? 3 : 0;
}

type Row = { readonly state: string; readonly daysLeft: number; readonly findings?: number } & Record<
  'id' | 'expires' | 'owner' | 'reason' | 'covers',
  string
> & { readonly controls: readonly string[] };

function* listText(rows: readonly Row[], flags: Flags): Generator<string> {
  const palette = paletteFor(flags);
  for (const { id, state, daysLeft: days, expires, owner, reason, covers, controls, findings } of rows) {
    const end = state === 'expired' ? `since ${expires}` : `${days} ${days === 1 ? 'day' : 'days'} left`;
    const head = `${state}, ${end}`;
    yield `${state === 'expired' ? palette.critical(head) : head}  ${palette.strong(id)}\n`;
    const what = [covers, ...(controls.length > 0 ? [controls.join(', ')] : [])].join('; ');
    yield `  covers  ${what}${findings === undefined ? '' : ` (${findings} here)`}\n`;
    yield `  owner   ${owner}: ${reason}\n`;
  }
  yield `${rows.length} ${rows.length === 1 ? 'exception' : 'exceptions'}\n`;
}

/**
 * `plimsoll exceptions check`: 0 when there is nothing to say, 1 when something is wrong with an exception, 2 when a file has
 * mistakes, 3 when what they are held against could not be read whole.
 */
export async function runExceptionsCheck(targets: readonly string[], flags: Flags): Promise<number> {
  const { exceptions, maxFindings, maxDays } = namedExceptions(flags);
  const report = await reportFor(targets, flags);
  const issues = reviewExceptions(exceptions, {
    now: Date.now(),
    ...(report && { covered: coverage(exceptions, report), complete: isWhole(report) }),
    ...(maxFindings !== undefined && { maxFindings }),
    ...(maxDays !== undefined && { maxDays }),
  });
  const unread = report !== undefined && (report.gate.incomplete || report.gate.errors);
  if (flags.output === 'json') {
    const problems = issues.map((issue) => ({ exception: issue.exception.id, ...issueProblem(issue) }));
    await writeStandardOutput([`${JSON.stringify({ exceptions: exceptions.length, problems }, null, 2)}\n`]);
  } else {
    await writeStandardOutput(checkText(issues, exceptions.length, flags));
    if (report !== undefined && !isWhole(report)) sayText(partText(unread));
  }
  if (unread) return report.gate.errors ? 2 : 3;
  return issues.length > 0 ? 1 : 0;
}

function partText(unread: boolean): string {
  const why = unread ? 'Not everything could be read' : 'What was judged need not be everything';
  return `${why}: whether an exception covers nothing cannot be said.\n`;
}

function* checkText(issues: readonly ExceptionIssue[], count: number, flags: Flags): Generator<string> {
  const palette = paletteFor(flags);
  for (const { code, message, hint, exception } of issues) {
    const { file, line, column } = exception.origin ?? {};
    const place = file === undefined ? '' : `${file}:${line}:${column}: `;
    yield `${place}${message} ${palette.medium(`[${code}]`)}\n    ${hint}\n`;
  }
  const exceptions = `${count} ${count === 1 ? 'exception' : 'exceptions'}`;
  yield issues.length === 0
    ? palette.good(`${exceptions}: nothing to say\n`)
    : palette.critical(`${exceptions}: ${issues.length} to look at\n`);
}

function namedExceptions(flags: ExceptionFlags): LoadedExceptions {
  const config = loadConfig(flags.config);
  const { catalogue } = loadControls(config, flags);
  const loaded = loadExceptions(config, flags, catalogue);
  if (loaded.files.length === 0)
    throw new CliError(
      'exceptions-unreadable',
      'No file of exceptions is named',
      'Name one with --exceptions, or in plimsoll.yaml: exceptions: {files: [plimsoll-exceptions.yaml]}.',
    );
  return loaded;
}

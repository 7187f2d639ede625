import { writeFileSync } from 'node:fs';
import { expiryOf, type Severity } from '../../controls/index.ts';
import type { Finding } from '../../report/index.ts';
import { CliError } from '../errors.ts';
import { draftExceptions } from '../exceptions/draft.ts';
import { type ExceptionFlags, judgedFindings } from '../exceptions/judged-findings.ts';
import { readAndJudge } from '../judge/read-and-judge.ts';
import { printText, sayText } from '../output.ts';

interface Flags extends ExceptionFlags {
  readonly output: string;
  readonly severity?: Severity;
  readonly expires?: string;
}

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const defaultDays = 90;

/** `plimsoll exceptions init`: writes a file for the failures of today and never overwrites one. */
export async function runExceptionsInit(targets: readonly string[], flags: Flags): Promise<number> {
  const expires = lastDay(flags.expires);
  const judged = await judgedFindings(targets, flags, {
    annotatedIn: () => ({ exceptions: [], problems: [] }),
  });
  const { report } = judged ?? (await readAndJudge(targets, flags));
  const findings = report.findings.filter((finding) => isMeant(finding, flags.severity));
  if (findings.length === 0)
    throw new CliError(
      'nothing-to-judge',
      'There is no failure to write an exception for',
      report.gate.reasons.join(' '),
    );
  const text = [...draftExceptions(report, findings, expires)].join('');
  write(flags.output, text);
  const written = text.split('\n').filter((line) => line.startsWith('  - id:')).length;
  printText(
    `Wrote ${flags.output}: ${written} exceptions for ${findings.length} findings, until ${expires}.\n` +
      'Fill in owner and reason of each, delete what you will cure, and name the file in plimsoll.yaml\n' +
      `(exceptions: {files: [${flags.output}]}) or with --exceptions ${flags.output}.\n`,
  );
  if (!report.gate.incomplete) return 0;
  sayText(`Not everything could be read: ${report.gate.reasons.join(' ')}\n`);
  return 3;
}

function isMeant({ verdict, change, severity }: Finding, least: Severity = 'low'): boolean {
  return (
    verdict === 'fail' && change !== 'cured' && severities.indexOf(severity) <= severities.indexOf(least)
  );
}

function lastDay(text: string | undefined): string {
  const inNinety = new Date(Date.now() + defaultDays * 86_400_000).toISOString().slice(0, 10);
  if (text === undefined) return inNinety;
  const end = expiryOf(text);
  if (end === undefined)
    throw new CliError('usage', `--expires ${text}: not a date`, `Write one such as ${inNinety}.`);
  if (end <= Date.now())
    throw new CliError('usage', `--expires ${text} is over`, `Write a later date, such as ${inNinety}.`);
  return text;
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new CliError(
        'exceptions-exist',
        `${file} exists and was left alone`,
        'Name another file with -o, and merge by hand.',
      );
    throw new CliError(
      'output-write-failed',
      `${file} could not be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

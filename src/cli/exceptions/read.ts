import { resolve } from 'node:path';
import type { FieldPath } from '../../cluster/index.ts';
import { type Exception, expiryOf } from '../../controls/index.ts';
import { didYouMean, type Mistakes, readNamedFile, readSoundEntries } from '../config/checked-yaml.ts';
import { CliError } from '../errors.ts';
import { type ExceptionsFile, ExceptionsSchema, exceptionsVersion } from './schema.ts';

/** What only the rest of the product can tell about an exception. */
export interface ExceptionRules {
  /** Ids of the controls that there are. */
  readonly controls: ReadonlySet<string>;
  /** Fields that every exception must have beside those of the form. */
  readonly require?: readonly ('ticket' | 'approver')[];
}

const form = {
  schema: ExceptionsSchema,
  code: 'exceptions-invalid',
  hint: 'docs/exceptions.md says how exceptions are written.',
} as const;

/** Reads files of exceptions. An id means one exception, whichever file has it. */
export function readExceptionFiles(files: readonly string[], rules: ExceptionRules): Exception[] {
  const seen = new Map<string, string>();
  return withoutRepeats(files).flatMap((file) => {
    const bytes = readNamedFile(file, 'exceptions-unreadable', 'plimsoll exceptions init writes one.');
    return parseExceptions(bytes, file, rules, seen);
  });
}

/** A file that the configuration and the command line both name is one file. */
function withoutRepeats(files: readonly string[]): string[] {
  const byPlace = new Map(files.toReversed().map((file) => [resolve(file), file]));
  return [...byPlace.values()].toReversed();
}

/**
 * Checks a file of exceptions; all mistakes are named at once, each with line and column.
 * @param seen ids with the places of earlier files, added to
 * @throws CliError `exceptions-invalid`
 */
export function parseExceptions(
  bytes: Uint8Array,
  file: string,
  rules: ExceptionRules,
  seen = new Map<string, string>(),
): Exception[] {
  refuseOtherVersions(bytes, file);
  const { entries, mistakes } = readSoundEntries(bytes, file, form, 'exceptions');
  for (const { value: exception, index } of entries) {
    const at = ['exceptions', index];
    checkTarget(exception, at, rules, mistakes);
    checkDecision(exception, at, rules, mistakes);
    const place = mistakes.place([...at, 'id']);
    const other = seen.get(exception.id);
    if (other !== undefined)
      mistakes.add([...at, 'id'], `${exception.id} is the id of the one at ${other} too`);
    else seen.set(exception.id, `${file}:${place.line}`);
  }
  mistakes.throwIfAny(form);
  return entries.map(({ value: exception, index }) => ({
    ...exception,
    origin: { kind: 'file', file, ...mistakes.place(['exceptions', index]) },
  }));
}

type Written = ExceptionsFile['exceptions'][number];

/** A file of a later version is not judged by the form of this one. */
function refuseOtherVersions(bytes: Uint8Array, file: string): void {
  const [, version] = /^\s*schema:\s*["']?([^\s"'#]+)/m.exec(Buffer.from(bytes).toString('utf8')) ?? [];
  if (version === undefined || version === exceptionsVersion || !version.startsWith('plimsoll.exceptions/'))
    return;
  throw new CliError(
    'exceptions-invalid',
    `${file} is ${version}, and this plimsoll reads ${exceptionsVersion}`,
    'Use the plimsoll that the file was written for.',
  );
}

function checkTarget(exception: Written, at: FieldPath, rules: ExceptionRules, mistakes: Mistakes): void {
  const { objectIds, controls, scope } = exception;
  for (const [index, control] of (controls ?? []).entries()) {
    if (!rules.controls.has(control))
      mistakes.add(
        [...at, 'controls', index],
        `there is no control "${control}"${didYouMean(control, rules.controls)}`,
      );
  }
  for (const id of Object.keys(exception.contentDigests ?? {})) {
    if (objectIds?.includes(id) !== true)
      mistakes.add([...at, 'contentDigests', id], `${id} is none of its objectIds`);
  }
  if (objectIds !== undefined || (controls !== undefined && scope !== undefined)) return;
  const what =
    controls === undefined
      ? 'it says neither which findings (objectIds) nor which controls in which scope'
      : 'it covers its controls everywhere: scope is missing';
  mistakes.add(at, what);
}

function checkDecision(exception: Written, at: FieldPath, rules: ExceptionRules, mistakes: Mistakes): void {
  for (const field of ['owner', 'reason', 'ticket', 'approver'] as const) {
    const value = exception[field];
    if (value !== undefined && value.trim() === '') mistakes.add([...at, field], 'must not be empty');
  }
  for (const field of rules.require ?? []) {
    if (exception[field] === undefined)
      mistakes.add(at, `${field} is missing, and the configuration requires it`);
  }
  if (expiryOf(exception.expires) === undefined)
    mistakes.add(
      [...at, 'expires'],
      `${exception.expires} is no date such as 2027-01-31, and no time such as 2027-01-31T12:00:00Z`,
    );
}

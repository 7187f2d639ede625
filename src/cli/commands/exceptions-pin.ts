import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type UnifiedDiff, unifiedDiff } from '../../remediation/index.ts';
import { counted } from '../../report/index.ts';
import { CliError } from '../errors.ts';
import type { ExceptionFlags } from '../exceptions/judged-findings.ts';
import { missingPins, type PinnedFile, pinText } from '../exceptions/pin.ts';
import { encodedText, reencode, replaceFile } from '../fix/text-file.ts';
import { sayText, writeExactly } from '../output.ts';
import { namedExceptions } from './exceptions.ts';

interface Flags extends ExceptionFlags {
  readonly write?: boolean;
}

/**
 * `plimsoll exceptions pin`: prints as a diff what the exceptions of older files were decided about, or writes it with
 * `--write`. 0 when there is nothing to add or it is done, 1 when a diff was printed or something was refused, 3 when not
 * everything could be read, so that a finding may be missing.
 */
export async function runExceptionsPin(targets: readonly string[], flags: Flags): Promise<number> {
  const { loaded, judged } = await namedExceptions(targets, flags);
  if (judged === undefined)
    throw new CliError(
      'usage',
      'What an exception is about is only seen in what it is held against',
      'Name a target, or a report with --report.',
    );
  const { digests, absent } = missingPins(loaded.exceptions, judged.report);
  const files = loaded.files.map((file) => ({ file, ...pinFile(file, digests, flags.write === true) }));
  for (const { diff } of files) await writeExactly(diff.text);
  if (flags.quiet !== true || absent > 0) sayText(summary(files, absent, flags.write === true));
  const { errors, incomplete, reasons } = judged.report.gate;
  if (errors || incomplete) {
    sayText(`Not everything could be read: ${reasons.join(' ')}\n`);
    return errors ? 2 : 3;
  }
  const open = files.some(({ pinned, refused }) => refused.length > 0 || (pinned.length > 0 && !flags.write));
  return open ? 1 : 0;
}

type Delivered = PinnedFile & { readonly diff: UnifiedDiff };

function pinFile(file: string, digests: Parameters<typeof pinText>[2], write: boolean): Delivered {
  const before = encodedText(readFileSync(file));
  if (before === undefined)
    throw new CliError('output-write-failed', `${file} has bytes that are not text`, 'It is as it was.');
  const pinned = pinText(before.text, file, digests);
  if (write && pinned.edits.length > 0) replaceFile(file, before.bytes, reencode(before, pinned.text));
  const name = file.split(path.sep).join('/');
  return {
    ...pinned,
    diff: write ? { text: '', withheld: 0 } : unifiedDiff(name, before.text, pinned.edits),
  };
}

function summary(
  files: readonly (Delivered & { readonly file: string })[],
  absent: number,
  write: boolean,
): string {
  const lines = files.flatMap(({ file, pinned, refused }) => [
    ...(pinned.length > 0
      ? [
          `${file}: ${write ? 'wrote' : 'would write'} what ${counted(pinned.length, 'exception')} was decided about`,
        ]
      : []),
    ...refused.map(({ exception, error }) => `${file}: ${exception} was left alone: ${error.message}`),
  ]);
  if (absent > 0)
    lines.push(
      `${counted(absent, 'finding')} that ${absent === 1 ? 'is' : 'are'} not here: no digest for ${absent === 1 ? 'it' : 'them'}`,
    );
  if (lines.length === 0) lines.push('Nothing to add: every object id has its digest');
  return `${lines.join('\n')}\n`;
}

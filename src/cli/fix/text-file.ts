import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { decodeText } from '../../sources/yaml/index.ts';
import { CliError } from '../errors.ts';

/** A text as its bytes hold it. */
export interface EncodedText {
  readonly bytes: Buffer;
  readonly text: string;
}

/** Undefined for what does not survive decoding and encoding unharmed: an edit would change more than was asked for. */
export function encodedText(bytes: Buffer): EncodedText | undefined {
  const decoded = decodeText(bytes);
  if (decoded === undefined) return undefined;
  const encoded = { bytes, text: decoded.text };
  return reencode(encoded, decoded.text).equals(bytes) ? encoded : undefined;
}

/** Another text in the same encoding, with the byte order mark of the first. */
export function reencode({ bytes }: EncodedText, text: string): Buffer {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return Buffer.from(marked ? `\ufeff${text}` : text, 'utf8');
}

/**
 * Puts new bytes in place of a file, whole or not at all, with its mode and owner; a link stays a link.
 * @throws CliError `output-write-failed`, also when the file is no longer as it was read
 */
export function replaceFile(file: string, before: Buffer, after: Buffer): void {
  let temporary: string | undefined;
  try {
    const target = realpathSync(file);
    if (!readFileSync(target).equals(before)) throw new Error('it was changed while it was being fixed');
    temporary = path.join(
      path.dirname(target),
      `.${path.basename(target)}.${randomBytes(4).toString('hex')}`,
    );
    const { mode, uid, gid } = statSync(target);
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(descriptor, after);
      const written = fstatSync(descriptor);
      if (written.uid !== uid || written.gid !== gid) fchownSync(descriptor, uid, gid);
      fchmodSync(descriptor, mode & 0o7777);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) rmSync(temporary, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(
      'output-write-failed',
      `${file} could not be written: ${reason}`,
      'It is as it was; files named before it are written.',
    );
  }
}

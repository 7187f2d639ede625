import { randomBytes } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { destinationOf } from '../sources/snapshot/index.ts';
import { CliError } from './errors.ts';
import { writeFailure } from './output.ts';

/**
 * Writes a file whole or not at all: into a temporary file beside it, then renamed. A full disk or a missing folder is
 * an error that names the file, and an older report stays as it was. Mode 0600, because reports say where to attack. Links
 * are followed; a pipe or device (`-o json=>(jq .)`) is written straight.
 */
export function writeFileWhole(file: string, chunks: Iterable<string | Uint8Array>): void {
  try {
    const destination = destinationOf(file);
    if (destination.kind === 'replace') replaceWhole(destination.file, chunks);
    else if (destination.kind === 'descriptor') writeChunks(destination.descriptor, chunks);
    else writeInto(destination.file, chunks);
  } catch (error) {
    throw new CliError(
      'output-write-failed',
      `${file} could not be written: ${writeFailure(error)}`,
      'Free space or name another file; nothing was left half-written.',
    );
  }
}

function replaceWhole(file: string, chunks: Iterable<string | Uint8Array>): void {
  const temporary = path.join(
    path.dirname(file),
    `.${path.basename(file)}.${randomBytes(4).toString('hex')}`,
  );
  let descriptor: number | undefined;
  try {
    descriptor = openSync(temporary, 'wx', 0o600);
    writeChunks(descriptor, chunks);
    fsyncSync(descriptor);
    closeSync(descriptor);
    descriptor = undefined;
    renameSync(temporary, file);
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A reader that has read enough and left is no error, as with standard output. */
function writeInto(file: string, chunks: Iterable<string | Uint8Array>): void {
  const descriptor = openSync(file, constants.O_WRONLY);
  try {
    writeChunks(descriptor, chunks);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
  } finally {
    closeSync(descriptor);
  }
}

function writeChunks(descriptor: number, chunks: Iterable<string | Uint8Array>): void {
  for (const chunk of chunks) writeAll(descriptor, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let offset = 0;
  while (offset < bytes.length) offset += writeSync(descriptor, bytes, offset);
}

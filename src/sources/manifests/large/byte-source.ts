import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

/** Bytes that can be read again, part by part: of a file, or of standard input that is held in memory. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `start` to before `end`; fewer where the source has ended, or has become shorter since. */
  read(start: number, end: number): Buffer;
}

export function heldBytes(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: (start, end) => bytes.subarray(start, end) };
}

/** A file, opened for each part: parts are large, and nothing has to be closed when reading ends early. */
export function fileBytes(file: string): ByteSource {
  return {
    size: statSync(file).size,
    read(start, end) {
      const descriptor = openSync(file, 'r');
      try {
        const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(end, fstatSync(descriptor).size) - start));
        let length = 0;
        while (length < bytes.length) {
          const count = readSync(descriptor, bytes, length, bytes.length - length, start + length);
          if (count === 0) break;
          length += count;
        }
        return bytes.subarray(0, length);
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

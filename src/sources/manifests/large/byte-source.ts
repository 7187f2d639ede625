import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Bytes that can be read again, part by part: of a file, or of standard input that is held in memory. */
export interface ByteSource {
  readonly size: number;
  /** The bytes from `start` to before `end`; fewer where the source has ended, or has become shorter since. */
  read(start: number, end: number): Buffer;
  /** The same into memory that is there, from `at` on. @returns how many */
  readInto(memory: Buffer, at: number, start: number, end: number): number;
}

export function heldBytes(bytes: Buffer): ByteSource {
  return {
    size: bytes.length,
    read: (start, end) => bytes.subarray(start, end),
    readInto: (memory, at, start, end) => bytes.copy(memory, at, start, end),
  };
}

/** A file, opened for each part: parts are large, and nothing has to be closed when reading ends early. */
export function fileBytes(file: string): ByteSource {
  const { size } = statSync(file);
  return {
    size,
    read(start, end) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(end, size) - start));
      return bytes.subarray(0, this.readInto(bytes, 0, start, start + bytes.length));
    },
    readInto(memory, at, start, end) {
      const descriptor = openSync(file, 'r');
      try {
        let length = 0;
        while (length < end - start) {
          const count = readSync(descriptor, memory, at + length, end - start - length, start + length);
          if (count === 0) break;
          length += count;
        }
        return length;
      } finally {
        closeSync(descriptor);
      }
    },
  };
}

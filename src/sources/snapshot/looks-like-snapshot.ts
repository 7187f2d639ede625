import { closeSync, openSync, readSync, statSync } from 'node:fs';

/**
 * Whether a file is compressed as snapshots are; manifests never begin with these bytes. The content decides, not the name.
 * False for what is no file or cannot be read.
 */
export function looksLikeSnapshot(file: string): boolean {
  let descriptor: number | undefined;
  try {
    if (!statSync(file).isFile()) return false;
    descriptor = openSync(file, 'r');
    const magic = Buffer.alloc(2);
    return readSync(descriptor, magic, 0, 2, 0) === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

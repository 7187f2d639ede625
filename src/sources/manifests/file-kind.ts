import { statSync } from 'node:fs';

/** What is at a path, links followed; undefined for what is not there, cannot be looked at, or leads to itself. */
export function fileKind(file: string): 'file' | 'folder' | 'other' | undefined {
  try {
    const found = statSync(file);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  } catch {
    return undefined;
  }
}

import { type Dirent, readdirSync } from 'node:fs';
import path from 'node:path';

/** Folders that nobody keeps manifests in. */
export const alwaysSkipped: ReadonlySet<string> = new Set(['.git', 'node_modules']);

export function isAlwaysSkipped(name: string): boolean {
  return alwaysSkipped.has(path.basename(name));
}

/** Whether a name in a folder promises manifests. */
export function isManifestName(name: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(name);
}

/** Entries of a folder in the order of their names. None where it cannot be read, and `unreadable` is told why. */
export function entriesOf(
  folder: string,
  unreadable: (error: unknown) => void = () => {},
): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.toSorted((left, right) => (left.name < right.name ? -1 : 1));
  } catch (error) {
    unreadable(error);
    return [];
  }
}

import { realpathSync } from 'node:fs';
import path from 'node:path';
import { entriesOf } from './folder-entries.ts';

/**
 * Where a symbolic link ends: in the folder that is read, as a path below it, or outside of it. Undefined for a link that
 * leads nowhere, or to itself. Whoever wrote a link decides what is read, so those that lead out are not followed.
 */
export function linkEnd(link: string, root: string): { readonly inside: string } | 'outside' | undefined {
  const real = realPath(link);
  const realRoot = realPath(root);
  if (real === undefined || realRoot === undefined) return undefined;
  return isBelow(real, realRoot) ? { inside: path.join(root, path.relative(realRoot, real)) } : 'outside';
}

/** Links below a folder that lead out of a root. Whoever renders it says which folders cannot be read. */
export function linksOutside(folder: string, root: string): readonly string[] {
  return entriesOf(folder).flatMap((entry) => {
    const entryPath = path.join(folder, entry.name);
    if (entry.isDirectory()) return linksOutside(entryPath, root);
    return entry.isSymbolicLink() && linkEnd(entryPath, root) === 'outside' ? [entryPath] : [];
  });
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/** Whether a path is a folder itself or lies in it. */
export function isBelow(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

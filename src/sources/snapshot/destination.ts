import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import path from 'node:path';

/** How bytes get to what a person named. */
export type Destination =
  /** A file, there or not: write another beside it and rename that over it. */
  | { readonly kind: 'replace'; readonly file: string }
  /** A pipe, a device, or an open descriptor: nothing to put in its place, so it is opened and written as it is. */
  | { readonly kind: 'open'; readonly file: string }
  /** A descriptor that this process was started with, where it leads to a file or socket. */
  | { readonly kind: 'descriptor'; readonly descriptor: number };

/**
 * Tells what stands under a name, so that a rename never puts a file in place of a device, a pipe or a link. Links are
 * followed, also to what is not there yet.
 * @throws a system error for links in a circle and folders that may not be searched
 */
export function destinationOf(file: string): Destination {
  const present = statSync(file, { throwIfNoEntry: false });
  const descriptor = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(file)?.[1] ?? standardDescriptors[file];
  if (descriptor !== undefined && !isPipeOrDevice(present))
    return { kind: 'descriptor', descriptor: Number(descriptor) };
  if (present !== undefined && !present.isFile() && !present.isDirectory()) return { kind: 'open', file };
  return { kind: 'replace', file: present === undefined ? behindLinks(file) : realpathSync(file) };
}

/** https://man7.org/linux/man-pages/man4/fd.4.html: what `/dev/fd/1` and `/dev/fd/2` are called. */
const standardDescriptors: Readonly<Record<string, string>> = {
  '/dev/stdout': '1',
  '/dev/stderr': '2',
};

function isPipeOrDevice(stats: Stats | undefined): boolean {
  return stats !== undefined && (stats.isFIFO() || stats.isCharacterDevice());
}

/** Where a link leads that leads to nothing yet. */
function behindLinks(file: string): string {
  const link = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return link ? behindLinks(path.resolve(realpathSync(path.dirname(file)), readlinkSync(file))) : file;
}

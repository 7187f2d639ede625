import path from 'node:path';
import { fileKind } from './file-kind.ts';
import { isBelow } from './links.ts';

/** What a place that a tool names may stand for. */
export interface PlaceRoots {
  /** The chart, or the kustomization and its bases, absolute. */
  readonly folders: readonly string[];
  /** What a person wrote on the command line, such as the name of a values file. */
  readonly named: readonly string[];
}

/**
 * Whether a text from the output of a tool is the name of a file of the input: tools quote what they read, and the value of
 * a Secret may look like a file name. Helm writes the name of the chart in front, kustomize writes paths from anywhere.
 */
export function isKnownPlace(text: string, { folders, named }: PlaceRoots): boolean {
  const file = text.replace(/(?::\d+){1,2}$/, '');
  if (named.includes(file)) return true;
  const withoutChart = file.slice(file.indexOf('/') + 1);
  return folders.some((folder) =>
    [path.resolve(folder, file), path.resolve(folder, withoutChart), path.resolve(folder, '..', file)].some(
      (candidate) => isBelow(candidate, folder) && fileKind(candidate) === 'file',
    ),
  );
}

import { counted, listed } from '../../report/index.ts';
import type { SkippedFile } from '../../sources/manifests/index.ts';

/**
 * Files without a Kubernetes object are no mistake, but a person who expected one there wants to know. Of a file whose other
 * documents were judged only the rest is said.
 */
export function skippedText(skipped: readonly SkippedFile[]): string | undefined {
  if (skipped.length === 0) return undefined;
  const files = new Set(skipped.flatMap(({ file, othersJudged }) => (othersJudged === true ? [] : [file])));
  const documents = skipped.filter(({ othersJudged }) => othersJudged === true);
  const counts = [
    ...(files.size > 0 ? [counted(files.size, 'file')] : []),
    ...(documents.length > 0 ? [counted(documents.length, 'document')] : []),
  ];
  const lines = [...Map.groupBy(skipped, ({ reason }) => reason)].map(([reason, those]) => {
    const places = [...Map.groupBy(those, ({ file }) => file)].map(([file, inFile]) => placeOf(file, inFile));
    return `  ${reason}: ${firstOf(places)}`;
  });
  return `Not judged, ${listed(counts)} of the input:\n${lines.join('\n')}`;
}

function placeOf(file: string, skipped: readonly SkippedFile[]): string {
  if (skipped[0]?.othersJudged !== true) return file;
  const lines = skipped.flatMap(({ line }) => (line === undefined ? [] : [String(line)]));
  const at = lines.length === 0 ? '' : ` at line${lines.length === 1 ? '' : 's'} ${firstOf(lines)}`;
  return `${file} (${counted(skipped.length, 'document')}${at})`;
}

function firstOf(items: readonly string[]): string {
  const more = items.length - 3;
  return listed(more > 0 ? [...items.slice(0, 3), `${more} more`] : items);
}

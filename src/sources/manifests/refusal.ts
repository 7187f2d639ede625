import type { Problem } from '../../cluster/index.ts';
import type { Named } from './file-source.ts';
import type { ManifestSink } from './sink.ts';

/** Says what is wrong with a file or a part of one, as an error or as a file that is passed over. */
export function refuse(
  problem: Problem,
  content: Buffer | string,
  { shown, named }: Named,
  sink: ManifestSink,
): void {
  if (named || looksLikeManifest(content)) {
    sink.report(problem);
    return;
  }
  const line = problem.line === undefined ? {} : { line: problem.line };
  sink.skip({ file: shown, ...line, reason: `not a Kubernetes manifest, and ${problem.message}` });
}

function looksLikeManifest(content: Buffer | string): boolean {
  if (typeof content !== 'string') return content.includes('apiVersion');
  return /(?:^|[\s{,"'])(?:apiVersion|kind)["']?\s*:/.test(content);
}

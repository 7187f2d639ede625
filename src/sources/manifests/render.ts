import { manifestProblem } from './errors.ts';
import type { ManifestInput } from './find-files.ts';
import type { ManifestOptions } from './options.ts';
import type { ManifestSink } from './sink.ts';

export async function renderInto(
  input: ManifestInput & { kind: 'chart' | 'kustomization' },
  shown: string,
  _folder: string,
  _options: ManifestOptions,
  sink: ManifestSink,
): Promise<number> {
  sink.report(manifestProblem('not-rendered', `the ${input.kind} was not rendered`, { file: shown }));
  return 0;
}

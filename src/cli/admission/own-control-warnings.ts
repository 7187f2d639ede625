import { newestKnownVersion } from '../../cluster/index.ts';
import { type AdmissionProblem, type Control, controlWarnings } from '../../controls/index.ts';
import type { Palette } from '../../report/index.ts';
import { type LoadedConfig, relativeToConfig } from '../config/load.ts';
import { sayText } from '../output.ts';
import { readPolicyFolder } from './policy-folder.ts';
import { formatPolicyProblem } from './preview-text.ts';

/** Says on standard error what cannot be right in controls of a user's own folders, though they compile. */
export function warnOfOwnControls(
  controls: readonly Control[],
  config: LoadedConfig,
  flags: { readonly policies?: readonly string[] },
  palette: Palette,
): void {
  const configured = (config.config.policies ?? []).map((name) => relativeToConfig(config, name));
  const folders = [...configured, ...(flags.policies ?? [])];
  const documents = folders.flatMap((folder) => readPolicyFolder(folder).documents);
  const problems: readonly AdmissionProblem[] = controlWarnings(
    controls,
    documents,
    newestKnownVersion.minor,
  );
  for (const problem of problems) for (const text of formatPolicyProblem(problem, palette)) sayText(text);
}

import { newestKnownVersion } from '../../cluster/index.ts';
import { type Control, controlWarnings } from '../../controls/index.ts';
import { type LoadedConfig, pathsNamedBy } from '../config/load.ts';
import type { GlobalFlags } from '../flags.ts';
import { readPolicyFolder } from './policy-folder.ts';
import { sayPolicyProblems } from './say-policy-problems.ts';

/** Says on standard error what cannot be right in controls of a user's own folders, though they compile. */
export function warnOfOwnControls(
  controls: readonly Control[],
  config: LoadedConfig,
  flags: GlobalFlags & { readonly policies?: readonly string[] },
): void {
  const folders = pathsNamedBy(config, config.config.policies, flags.policies);
  const documents = folders.flatMap((folder) => readPolicyFolder(folder).documents);
  sayPolicyProblems(controlWarnings(controls, documents, newestKnownVersion.minor), flags);
}

import type { ReadFlags } from '../flags.ts';
import { type LoadedConfig, relativeToConfig } from './load.ts';

/** `context:prod` names a cluster of the kubeconfig; every other target is a path. */
export const contextPrefix = 'context:';

/** What to read: what the command line names, or without anything there what the configuration names. */
export function withConfiguredTargets<Flags extends ReadFlags>(
  texts: readonly string[],
  flags: Flags,
  config: LoadedConfig,
): { readonly texts: readonly string[]; readonly flags: Flags } {
  const { filename = [], context = [], allContexts = false } = flags;
  const configured = config.config.targets ?? [];
  if (texts.length + filename.length + context.length > 0 || allContexts || configured.length === 0)
    return { texts, flags };
  const contexts = configured.filter((target) => target.startsWith(contextPrefix));
  const named = contexts.map((target) => target.slice(contextPrefix.length));
  const files = configured.filter((target) => !target.startsWith(contextPrefix));
  return {
    texts: files.map((target) => relativeToConfig(config, target)),
    flags: named.length === 0 ? flags : { ...flags, context: named },
  };
}

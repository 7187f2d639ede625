import type { UnconnectedSource } from '../cluster/index.ts';
import type { Result } from '../controls/index.ts';
import type { Report } from './schema.ts';

/** Collects verdicts that wait for a source this run does not have, to be said once and not per row. */
export interface NotConnectedTally {
  add(
    result: Result,
    sources: readonly { readonly source: UnconnectedSource; readonly meaning: string }[],
  ): void;
  /** Every unconnected source of the run, also those that no control waited for. */
  list(
    sources: readonly { readonly source: UnconnectedSource; readonly meaning: string }[],
  ): Report['notConnected'];
}

export function createNotConnectedTally(): NotConnectedTally {
  const waiting = new Map<string, { meaning: string; controls: Set<string> }>();

  function entry(source: string, meaning: string) {
    const present = waiting.get(source) ?? { meaning, controls: new Set<string>() };
    waiting.set(source, present);
    return present;
  }

  return {
    add(result, sources) {
      const message = result.unknown?.message ?? result.message;
      const named =
        sources.find(({ source }) => source === result.unknown?.source) ??
        sources.find(({ source, meaning }) => message.includes(meaning) || message.includes(source));
      const only = sources.length === 1 ? sources[0] : undefined;
      const { source, meaning } = named ?? only ?? { source: 'unnamed', meaning: message };
      entry(source, meaning).controls.add(result.control);
    },
    list(sources) {
      for (const { source, meaning } of sources) entry(source, meaning);
      return [...waiting].map(([source, { meaning, controls }]) => ({
        source,
        meaning,
        controls: controls.size,
      }));
    },
  };
}

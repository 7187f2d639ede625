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
  const waiting = new Map<string, { source: string; meaning: string; controls: Set<string> }>();

  function entry(source: string, meaning: string) {
    const key = source === beyond ? `${source} ${meaning}` : source;
    const present = waiting.get(key) ?? { source, meaning, controls: new Set<string>() };
    waiting.set(key, present);
    return present;
  }

  return {
    add(result, sources) {
      const message = result.unknown?.message ?? result.message;
      const named =
        sources.find(({ source }) => source === result.unknown?.source) ??
        sources.find(({ source, meaning }) => message.includes(meaning) || message.includes(source));
      const { source, meaning } = named ?? { source: beyond, meaning: message };
      entry(source, meaning).controls.add(result.control);
    },
    list(sources) {
      for (const { source, meaning } of sources) entry(source, meaning);
      return [...waiting.values()].map(({ controls, ...named }) => ({ ...named, controls: controls.size }));
    },
  };
}

/** What no source of a scan would answer, such as who sends a request: told under this name, each reason by itself. */
const beyond = 'beyond-a-scan';

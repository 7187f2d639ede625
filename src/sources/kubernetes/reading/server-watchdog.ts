import type { NetworkError } from '../transport/failure.ts';

/** So many resource types in a row without any answer, each after its retries, and the server counts as gone. */
const patience = 3;

/** Notices that a server went away, so that the rest is not asked for, one timeout after the other. */
export interface ServerWatchdog {
  answered(): void;
  failed(error: NetworkError): void;
  /** Why nothing more is asked for; undefined while the server is there. */
  gone(): string | undefined;
}

export function createServerWatchdog(): ServerWatchdog {
  let failures = 0;
  let verdict: string | undefined;
  return {
    answered() {
      failures = 0;
    },
    failed(error) {
      failures++;
      if (failures < patience || verdict !== undefined) return;
      verdict = `the server stopped answering before it was asked for this, at ${new Date().toISOString()} (${error.message})`;
    },
    gone: () => verdict,
  };
}

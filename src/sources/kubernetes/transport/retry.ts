import { setTimeout as pause } from 'node:timers/promises';

export interface RetryPolicy {
  /** Tries in all. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maximumDelayMs: number;
  /** A server that asks for more patience than this is not waited for any longer. */
  readonly maximumRetryAfterMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  attempts: 5,
  firstDelayMs: 200,
  maximumDelayMs: 8_000,
  maximumRetryAfterMs: 30_000,
};

/**
 * Answers that may be different next time. Not 504: the server spent its own time limit on the request, and will again.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retry-after
 */
export function isRetryable(status: number): boolean {
  return status === 429 || status === 500 || status === 502 || status === 503;
}

/**
 * How long to wait before try `attempt` + 1: what the server asks for, else exponential with full jitter, so that many
 * readers do not come back at the same moment.
 */
export function retryDelay(
  policy: RetryPolicy,
  attempt: number,
  retryAfter: string | undefined,
  now = Date.now(),
): number {
  const asked = retryAfterMs(retryAfter, now);
  if (asked !== undefined) return Math.min(asked, policy.maximumRetryAfterMs);
  const ceiling = Math.min(policy.firstDelayMs * 2 ** (attempt - 1), policy.maximumDelayMs);
  return ceiling / 2 + Math.random() * (ceiling / 2);
}

/** Seconds, or an HTTP date (RFC 9110, section 10.2.3). */
function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return Number(value.trim()) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/** Waits, or ends early without an error when the signal fires: the caller looks at its signal itself. */
export async function waitFor(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await pause(milliseconds, undefined, signal ? { signal } : {}).catch(() => {});
}

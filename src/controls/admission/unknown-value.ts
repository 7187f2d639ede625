import { findRedacted, redactedPrefix } from '../../cluster/index.ts';
import type { UnknownReason } from '../result.ts';

/** Thrown where an expression reads what nobody knows here; it ends the evaluation, whatever the expression would do. */
export class UnknownValue extends Error {
  readonly reason: UnknownReason;

  constructor(reason: UnknownReason) {
    super(reason.message);
    this.name = 'UnknownValue';
    this.reason = reason;
  }
}

const redactedReason: UnknownReason = {
  state: 'not-connected',
  message: 'The policy reads a value that is secret: it was replaced when the object was read.',
};

/**
 * The object with values that were taken out of it (see cluster/redaction) unreadable, so that no policy judges the
 * replacement in place of the value. What holds no such value is shared with the input.
 */
export function withUnreadableSecrets<T>(value: T): T {
  return guarded(value) as T;
}

function guarded(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  let copy: Record<string, unknown> | undefined;
  for (const field of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[field];
    const secret = typeof item === 'string' && item.includes(redactedPrefix) && findRedacted(item).length > 0;
    const clean = secret ? item : guarded(item);
    if (!secret && clean === item) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    if (secret) Object.defineProperty(copy, field, { enumerable: true, get: refuse });
    else copy[field] = clean;
  }
  return copy ?? value;
}

function refuse(): never {
  throw new UnknownValue(redactedReason);
}

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

/** Stands in an object for a field that only the API server can decide; {@link withUnreadableFields} guards it. */
export class UndecidedField {
  readonly reason: UnknownReason;

  constructor(reason: UnknownReason) {
    this.reason = reason;
  }
}

/** @param what the field is: `the address or port that the cluster allocates` */
export function decidedByServer(what: string): UndecidedField {
  const message = `The policy reads what only the API server knows when the object is created: ${what}.`;
  return new UndecidedField({ state: 'not-connected', message });
}

const redactedReason: UnknownReason = {
  state: 'not-connected',
  message: 'The policy reads a value that is secret: it was replaced when the object was read.',
};

/**
 * The object with what nobody knows here unreadable: values that were taken out of it (see cluster/redaction), so that no
 * policy judges the replacement in place of the value, and fields that only the API server decides. What holds nothing of
 * the kind is shared with the input.
 */
export function withUnreadableFields<T>(value: T): T {
  return guarded(value) as T;
}

function guarded(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  let copy: Record<string, unknown> | undefined;
  for (const field of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[field];
    const reason = unreadable(item);
    const readable = reason === undefined ? guarded(item) : item;
    if (reason === undefined && readable === item) continue;
    copy ??= (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    if (reason === undefined) copy[field] = readable;
    else Object.defineProperty(copy, field, { enumerable: true, get: () => refuse(reason) });
  }
  return copy ?? value;
}

function unreadable(item: unknown): UnknownReason | undefined {
  if (item instanceof UndecidedField) return item.reason;
  const isSecret = typeof item === 'string' && item.includes(redactedPrefix) && findRedacted(item).length > 0;
  return isSecret ? redactedReason : undefined;
}

function refuse(reason: UnknownReason): never {
  throw new UnknownValue(reason);
}

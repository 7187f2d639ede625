import type { FieldPath } from '../cluster/index.ts';
import { interned } from './interned.ts';
import type { PatchOperation } from './result.ts';

/** A path as a JSON pointer: https://www.rfc-editor.org/rfc/rfc6901 */
export function jsonPointer(path: FieldPath): string {
  return interned(
    path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
  );
}

/**
 * Applies `add`, `replace` and `remove` (https://www.rfc-editor.org/rfc/rfc6902). The document is not changed: the result
 * shares with it everything that the patch does not touch.
 * @throws RangeError when an operation names a place that does not exist
 */
export function applyPatch<T>(document: T, patch: readonly PatchOperation[]): T {
  return patch.reduce<unknown>((value, operation) => {
    const steps = operation.path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    return changed(value, steps, operation);
  }, document) as T;
}

function changed(value: unknown, steps: readonly string[], operation: PatchOperation): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return operation.value;
  if (Array.isArray(value)) return changedList(value, step, rest, operation);
  if (value === null || typeof value !== 'object') throw missing(operation);
  return changedMap(value as Readonly<Record<string, unknown>>, step, rest, operation);
}

function changedList(
  list: readonly unknown[],
  step: string,
  rest: readonly string[],
  operation: PatchOperation,
) {
  const index = step === '-' ? list.length : Number(step);
  const inserts = rest.length === 0 && operation.op === 'add';
  if (!Number.isInteger(index) || index < 0 || index >= list.length + (inserts ? 1 : 0))
    throw missing(operation);
  if (rest.length > 0) return list.with(index, changed(list[index], rest, operation));
  return operation.op === 'remove'
    ? list.toSpliced(index, 1)
    : list.toSpliced(index, operation.op === 'add' ? 0 : 1, operation.value);
}

function changedMap(
  map: Readonly<Record<string, unknown>>,
  field: string,
  rest: readonly string[],
  operation: PatchOperation,
) {
  const present = Object.hasOwn(map, field);
  if (!present && (rest.length > 0 || operation.op !== 'add')) throw missing(operation);
  const entries = Object.entries(map).filter(([name]) => name !== field);
  if (rest.length === 0 && operation.op === 'remove') return Object.fromEntries(entries);
  const content = rest.length > 0 ? changed(map[field], rest, operation) : operation.value;
  const at = present ? Object.keys(map).indexOf(field) : entries.length;
  return Object.fromEntries(entries.toSpliced(at, 0, [field, content]));
}

function missing(operation: PatchOperation): RangeError {
  return new RangeError(`${operation.op} ${operation.path}: no such place in the document`);
}

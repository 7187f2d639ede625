import type { FieldPath, ObjectReference } from '../cluster/index.ts';
import type { FixTemplate } from './control.ts';
import { expandPattern, type FieldPattern, valueAt } from './field-pattern.ts';
import { applyPatch, jsonPointer } from './json-patch.ts';
import type { Fix, PatchOperation } from './result.ts';

/** A {@link FixTemplate} whose paths have been read. */
export interface FixPlan {
  readonly at: FixTemplate['at'];
  readonly changes: readonly { readonly field: FieldPattern; readonly value: unknown }[];
  readonly mechanical: boolean;
}

/** Where a fix applies. */
export interface FixTarget {
  readonly object: ObjectReference;
  readonly body: unknown;
  /** Way from the object to the container, pod spec or object that the plan starts from. */
  readonly base: FieldPath;
  /** Whether a list element is one of those that failed. */
  readonly failed: (element: unknown) => boolean;
}

/**
 * The smallest patch that makes the planned changes: fields that already have the value are left alone, missing parents
 * are created, a null parent (`securityContext:` with nothing behind it) is replaced.
 * @returns undefined when nothing is left to change
 */
export function planFix(plan: FixPlan, target: FixTarget): Fix | undefined {
  const patch: PatchOperation[] = [];
  let body = target.body;
  for (const { field, value } of plan.changes) {
    const paths = expandPattern(field, valueAt(body, target.base), target.failed);
    for (const path of paths.reverse()) {
      const operation = change(body, [...target.base, ...path], value);
      if (operation === undefined) continue;
      patch.push(operation);
      body = applyPatch(body, [operation]);
    }
  }
  return patch.length === 0 ? undefined : { object: target.object, patch, mechanical: plan.mechanical };
}

function change(body: unknown, path: FieldPath, value: unknown): PatchOperation | undefined {
  const present = deepestPresent(body, path);
  if (value === null) return present === path.length ? { op: 'remove', path: jsonPointer(path) } : undefined;
  if (present === path.length) {
    const same = JSON.stringify(valueAt(body, path)) === JSON.stringify(value);
    return same ? undefined : { op: 'replace', path: jsonPointer(path), value };
  }
  return { ...createWithParents(body, path, present, value) };
}

/** How many leading steps of the path exist in the body. */
function deepestPresent(body: unknown, path: FieldPath): number {
  let value = body;
  for (const [depth, step] of path.entries()) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return depth;
    value = (value as Record<string | number, unknown>)[step];
  }
  return path.length;
}

function createWithParents(body: unknown, path: FieldPath, present: number, value: unknown): PatchOperation {
  const parent = valueAt(body, path.slice(0, present));
  const hollow = parent === null || typeof parent !== 'object';
  const at = hollow ? present : present + 1;
  let content = value;
  for (const step of path.slice(at).reverse()) content = { [step]: content };
  return { op: hollow ? 'replace' : 'add', path: jsonPointer(path.slice(0, at)), value: content };
}

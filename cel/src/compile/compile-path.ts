import { CelError } from '../cel-error.ts';
import { Failure } from '../failure.ts';
import { unescapeFieldName } from '../schema-provider.ts';
import type { IdentifierNode, IndexNode, SelectNode, SyntaxNode } from '../syntax/syntax-tree.ts';
import { absent, findField, findIndex, isQualifier, selectField, selectIndex } from '../values/access.ts';
import { none, Optional, optionalOf } from '../values/optional.ts';
import { timestampOf } from '../values/timestamp.ts';
import { typeNameOf } from '../values/value-type.ts';
import { constantOf, isConstantClosure } from './constant-closure.ts';
import type { CompileContext } from './context.ts';
import type { Closure, Frame } from './frame.ts';

const objectPrototype: unknown = Object.prototype;

/** Whether upstream plans a node as an attribute: a variable with qualifiers, each of which costs one unit. */
export function isAttribute(node: SyntaxNode): boolean {
  if (node.kind === 'identifier') return node.slot !== undefined;
  return node.kind === 'select' || node.kind === 'index' || node.kind === 'conditional';
}

/** The attribute's own unit, which a conditional does not have. */
export function ownCost(node: SyntaxNode): number {
  let root = node;
  while ((root.kind === 'select' && root.resolved === undefined) || root.kind === 'index')
    root = root.operand;
  // `optMap` and `optFlatMap` are conditionals upstream.
  const conditional = root.kind === 'conditional' || (root.kind === 'binding' && root.macro !== 'bind');
  return conditional ? 0 : 1;
}

/** Fills in where a failure happened, unless a closer place is known. */
export function place(error: unknown, node: { start: number; end: number }): unknown {
  if (error instanceof Failure && error.start === -1) {
    error.start = node.start;
    error.end = node.end;
  }
  return error;
}

/** Computes a lazy variable; its error is an error of the expression, which may absorb it. */
function computed(compute: () => unknown, node: IdentifierNode): unknown {
  try {
    return compute();
  } catch (error) {
    if (!(error instanceof CelError)) throw place(error, node);
    throw new Failure(error.code, error.message, node.start, node.end);
  }
}

/** A variable whose value is not in the slot as it is: missing, lazy or a Date. */
function unusualVariable(frame: Frame, slot: number, node: IdentifierNode): unknown {
  let value = frame.slots[slot];
  if (typeof value === 'function') value = computed(value as () => unknown, node);
  if (value instanceof Date) {
    const milliseconds = value.getTime();
    const seconds = Math.floor(milliseconds / 1000);
    value = timestampOf(seconds, (milliseconds - seconds * 1000) * 1_000_000);
  }
  if (value === undefined) {
    throw new Failure('no-such-attribute', `no such attribute(s): ${node.name}`, node.start, node.end);
  }
  frame.slots[slot] = value;
  return value;
}

function readVariable(node: IdentifierNode, cost: number): Closure {
  const slot = node.slot ?? 0;
  return (frame) => {
    frame.cost += cost;
    const value = frame.slots[slot];
    if (value === undefined || typeof value === 'function' || value instanceof Date) {
      return unusualVariable(frame, slot, node);
    }
    return value;
  };
}

export function compileIdentifier(node: IdentifierNode, counted: boolean): Closure {
  if (node.unresolved === true) {
    return () => {
      throw new Failure('no-such-attribute', `no such attribute(s): ${node.name}`, node.start, node.end);
    };
  }
  return readVariable(node, counted ? 1 : 0);
}

/** The name a select reads in the data: escapes are undone for fields of declared object types. */
export function dataField(node: SelectNode): string {
  return node.operand.type?.kind === 'object' ? unescapeFieldName(node.field) : node.field;
}

/** What an attribute starts from; other nodes pay in full, attributes pay at their last qualifier. */
export function compileOperand(node: SyntaxNode, context: CompileContext): Closure {
  return isAttribute(node) ? context.compileUncounted(node) : context.compile(node);
}

export function compileSelect(node: SelectNode, context: CompileContext, counted: boolean): Closure {
  if (node.resolved !== undefined) return compileIdentifier(node.resolved, counted);
  const own = counted ? ownCost(node) : 0;
  const field = dataField(node);
  if (node.presence) return presence(node, field, compileOperand(node.operand, context), counted);
  if (node.optional)
    return optionalQualifier(node, compileOperand(node.operand, context), () => field, own, true);
  const chain = plainChain(node);
  if (chain !== undefined) return fieldChain(chain.root, chain.steps, own);
  return qualifier(node, compileOperand(node.operand, context), () => field, own, true);
}

/** `has(a.b.c)` costs its qualifiers only (PresenceTestHasCost(false) upstream). */
function presence(node: SelectNode, field: string, operand: Closure, counted: boolean): Closure {
  // Upstream takes the unit of the attribute back, which a conditional has not paid.
  const refund = counted ? 1 - ownCost(node) : 0;
  // Such names are found on every object, own or not.
  const direct = !(field in Object.prototype);
  return (frame) => {
    frame.cost -= refund;
    const value = operand(frame);
    if (
      direct &&
      typeof value === 'object' &&
      value !== null &&
      Object.getPrototypeOf(value) === objectPrototype
    ) {
      frame.cost++;
      return (value as Record<string, unknown>)[field] !== undefined;
    }
    return unusualPresence(frame, value, field, node);
  };
}

function unusualPresence(frame: Frame, value: unknown, field: string, node: SelectNode): boolean {
  if (value instanceof Optional) {
    if (!value.present || findField(value.value, field) === absent) return false;
    frame.cost++;
    return true;
  }
  frame.cost++;
  try {
    return findField(value, field) !== absent;
  } catch (error) {
    throw place(error, node);
  }
}

/** The field of plain data; undefined where it has none or the value is something else. Not for names that every object has, such as `toString`. */
export function plainField(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === objectPrototype
    ? (value as Record<string, unknown>)[field]
    : undefined;
}

interface Step {
  node: SelectNode;
  field: string;
}

/** `variable.a.b.c` with plain selects only, the shape nearly all policy code has. */
function plainChain(node: SelectNode): { root: IdentifierNode; steps: Step[] } | undefined {
  const steps: Step[] = [];
  let at: SyntaxNode = node;
  while (at.kind === 'select' && at.resolved === undefined) {
    if (at.optional || at.presence) return undefined;
    steps.unshift({ node: at, field: dataField(at) });
    at = at.operand;
  }
  if (at.kind === 'select' && at.resolved !== undefined) at = at.resolved;
  return at.kind === 'identifier' && at.slot !== undefined ? { root: at, steps } : undefined;
}

function fieldChain(root: IdentifierNode, steps: readonly Step[], own: number): Closure {
  const slot = root.slot ?? 0;
  const fields = steps.map((step) => step.field);
  const count = fields.length;
  // Such names are found on every object, own or not.
  const direct = fields.every((field) => !(field in Object.prototype));
  return (frame) => {
    frame.cost += own;
    let value = frame.slots[slot];
    if (value === undefined || typeof value === 'function' || value instanceof Date) {
      value = unusualVariable(frame, slot, root);
    }
    for (let at = 0; at < count; at++) {
      frame.cost++;
      const field = fields[at] as string;
      if (
        direct &&
        typeof value === 'object' &&
        value !== null &&
        Object.getPrototypeOf(value) === objectPrototype
      ) {
        const next = (value as Record<string, unknown>)[field];
        if (next !== undefined) {
          value = next;
          continue;
        }
      }
      value = unusualField(value, field, steps[at]?.node ?? root);
    }
    return value;
  };
}

function unusualField(value: unknown, field: string, node: SyntaxNode): unknown {
  try {
    if (!(value instanceof Optional)) return selectField(value, field);
    if (!value.present) return none;
    const found = findField(value.value, field);
    return found === absent ? none : optionalOf(found);
  } catch (error) {
    throw place(error, node);
  }
}

/** A field or index on anything; what was selected optionally stays optional. */
function qualifier(
  node: SelectNode | IndexNode,
  operand: Closure,
  key: Closure,
  own: number,
  isField: boolean,
): Closure {
  return (frame) => {
    frame.cost += own;
    const value = operand(frame);
    if (value instanceof Optional) return qualifyOptional(frame, value, key, isField);
    frame.cost++;
    const index = key(frame);
    try {
      return isField ? selectField(value, index as string) : selectIndex(value, index);
    } catch (error) {
      throw place(error, node);
    }
  };
}

function qualifyOptional(frame: Frame, value: Optional, key: Closure, isField: boolean): Optional {
  if (!value.present) return none;
  const index = key(frame);
  const found = isField ? findField(value.value, index as string) : findIndex(value.value, index);
  if (found === absent) return none;
  frame.cost++;
  return optionalOf(found);
}

/** `a.?b` and `a[?b]`: an absent qualifier costs nothing. */
function optionalQualifier(
  node: SelectNode | IndexNode,
  operand: Closure,
  key: Closure,
  own: number,
  isField: boolean,
): Closure {
  return (frame) => {
    frame.cost += own;
    const value = operand(frame);
    try {
      return qualifyOptional(frame, value instanceof Optional ? value : optionalOf(value), key, isField);
    } catch (error) {
      throw place(error, node);
    }
  };
}

export function compileIndex(node: IndexNode, context: CompileContext, counted: boolean): Closure {
  const own = counted ? ownCost(node) : 0;
  const operand = compileOperand(node.operand, context);
  const key = compileOperand(node.index, context);
  // Upstream folds conversions of constants first, `a[dyn(b'')]`, where the planner may optimize, as in Kubernetes.
  const isWrittenOut = node.index.kind !== 'call' || !context.strictMapKeys;
  if (isWrittenOut && isConstantClosure(key) && !isQualifier(constantOf(key))) {
    const type = typeNameOf(constantOf(key));
    throw new Failure(
      'invalid-argument',
      `invalid qualifier type: ${type}`,
      node.index.start,
      node.index.end,
    );
  }
  if (node.optional) return optionalQualifier(node, operand, key, own, false);
  return qualifier(node, operand, key, own, false);
}

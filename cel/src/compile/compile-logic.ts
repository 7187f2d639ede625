import { Failure, isFatal } from '../failure.ts';
import type { ConditionalNode, LogicNode } from '../syntax/syntax-tree.ts';
import { typeNameOf } from '../values/value-type.ts';
import { isAttribute } from './compile-path.ts';
import type { CompileContext } from './context.ts';
import type { Closure, Frame } from './frame.ts';

/** The error of a value where a bool is needed. */
export function notBool(value: unknown, node: { start: number; end: number }): Failure {
  return new Failure(
    'no-matching-overload',
    `no such overload: expected bool, got ${typeNameOf(value)}`,
    node.start,
    node.end,
  );
}

/** Whether a term settles the matter; its own errors do not count, an earlier one does. */
function decides(term: Closure, frame: Frame, deciding: boolean): boolean {
  try {
    return term(frame) === deciding;
  } catch (error) {
    if (isFatal(error)) throw error;
    return false;
  }
}

/**
 * `&&` and `||`: one deciding side is enough, even when another fails; only when none decides does the first error count
 * (https://github.com/google/cel-spec/blob/master/doc/langdef.md#logical-operators).
 */
export function compileLogic(node: LogicNode, context: CompileContext): Closure {
  const terms = node.terms.map((term) => context.compile(term));
  const deciding = node.operator === '||';
  const [first, second] = terms;
  if (terms.length === 2 && first !== undefined && second !== undefined) {
    return (frame) => {
      let value: unknown;
      try {
        value = first(frame);
      } catch (error) {
        if (isFatal(error) || !decides(second, frame, deciding)) throw error;
        return deciding;
      }
      if (value === deciding) return deciding;
      if (typeof value !== 'boolean') {
        if (decides(second, frame, deciding)) return deciding;
        throw notBool(value, node);
      }
      const other = second(frame);
      if (typeof other !== 'boolean') throw notBool(other, node);
      return other;
    };
  }
  return (frame) => {
    let failure: unknown;
    for (const term of terms) {
      try {
        const value = term(frame);
        if (value === deciding) return deciding;
        if (typeof value !== 'boolean') failure ??= notBool(value, node);
      } catch (error) {
        if (isFatal(error)) throw error;
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
    return !deciding;
  };
}

export function compileConditional(node: ConditionalNode, context: CompileContext): Closure {
  const condition = context.compile(node.condition);
  const branch = (side: ConditionalNode['whenTrue']) =>
    isAttribute(side) ? context.compileUncounted(side) : context.compile(side);
  const whenTrue = branch(node.whenTrue);
  const whenFalse = branch(node.whenFalse);
  return (frame) => {
    const value = condition(frame);
    if (value === true) return whenTrue(frame);
    if (value === false) return whenFalse(frame);
    throw notBool(value, node.condition);
  };
}

import { Failure } from '../failure.ts';
import type { BindingNode } from '../syntax/syntax-tree.ts';
import { none, Optional, optionalOf } from '../values/optional.ts';
import type { CompileContext } from './context.ts';
import type { Closure } from './frame.ts';

/** `cel.bind`, `optMap` and `optFlatMap`. A bound value is computed when first used, and costs only then. */
export function compileBinding(node: BindingNode, context: CompileContext): Closure {
  const initial = context.compile(node.initial);
  const body = context.compile(node.body);
  const slot = node.slot ?? 0;
  if (node.macro === 'bind') {
    return (frame) => {
      frame.slots[slot] = () => initial(frame);
      return body(frame);
    };
  }
  return (frame) => {
    frame.cost++;
    const before = frame.cost;
    const value = initial(frame);
    const initialCost = frame.cost - before;
    if (!(value instanceof Optional)) {
      throw new Failure(
        'no-matching-overload',
        'no such overload: hasValue',
        node.initial.start,
        node.initial.end,
      );
    }
    if (!value.present) {
      frame.cost++;
      return none;
    }
    // The expansion evaluates the target a second time to take its value.
    frame.slots[slot] = () => {
      frame.cost += initialCost + 1;
      return value.value;
    };
    if (node.macro === 'optFlatMap') return body(frame);
    frame.cost++;
    return optionalOf(body(frame));
  };
}

import { Failure } from '../failure.ts';
import type { CallNode, SelectNode, SyntaxNode } from '../syntax/syntax-tree.ts';
import { absent, findField } from '../values/access.ts';
import { none, Optional } from '../values/optional.ts';
import { typeNameOf } from '../values/value-type.ts';
import { compileOperand, dataField, ownCost, place, plainField } from './compile-path.ts';
import type { CompileContext } from './context.ts';
import type { Closure } from './frame.ts';

/**
 * `a.or(b)` and `a.orValue(b)` look at `b` only when needed. On a value that is no optional, cel-go up to 0.26 (Kubernetes
 * 1.36) gives that value, which published policies rely on; later it is an error.
 */
export function optionalOr(
  name: 'or' | 'orValue',
  closures: readonly Closure[],
  node: CallNode,
  context: CompileContext,
): Closure {
  const [left = () => none, right = () => none] = closures;
  if (name === 'orValue') {
    const chain = optionalChain(node.target);
    if (chain !== undefined) return fieldsOrValue(chain, right, context);
  }
  return (frame) => {
    const value = left(frame);
    if (!(value instanceof Optional)) {
      if (context.looseOptionals) return value;
      throw new Failure(
        'no-matching-overload',
        `no such overload: ${name}(${typeNameOf(value)})`,
        node.start,
        node.end,
      );
    }
    if (value.present) return name === 'or' ? value : value.value;
    const other = right(frame);
    if (name === 'or' && !(other instanceof Optional)) {
      throw new Failure(
        'no-matching-overload',
        `no such overload: or(${typeNameOf(other)})`,
        node.start,
        node.end,
      );
    }
    return other;
  };
}

interface OptionalChain {
  readonly root: SyntaxNode;
  /** From the root on. */
  readonly steps: readonly SelectNode[];
  readonly last: SelectNode;
}

/** `root.?a.?b`, which `orValue` nearly always follows in policies. */
function optionalChain(node: SyntaxNode | undefined): OptionalChain | undefined {
  const steps: SelectNode[] = [];
  let at = node;
  while (at?.kind === 'select' && at.resolved === undefined && at.optional && !at.presence) {
    steps.unshift(at);
    at = at.operand;
  }
  const last = steps.at(-1);
  return last === undefined || at === undefined ? undefined : { root: at, steps, last };
}

/** Walks the fields without an optional for each; costs what the steps cost one by one. */
function fieldsOrValue(
  { root, steps, last }: OptionalChain,
  right: Closure,
  context: CompileContext,
): Closure {
  const start = compileOperand(root, context);
  const own = ownCost(last);
  const fields = steps.map(dataField);
  const count = fields.length;
  const direct = fields.every((field) => !(field in Object.prototype));
  return (frame) => {
    frame.cost += own;
    let value = start(frame);
    if (value instanceof Optional) {
      if (!value.present) return right(frame);
      value = value.value;
    }
    for (let at = 0; at < count; at++) {
      const field = fields[at] ?? '';
      let found = direct ? plainField(value, field) : undefined;
      if (found === undefined) {
        try {
          found = findField(value, field);
        } catch (error) {
          throw place(error, steps[at] ?? last);
        }
        if (found === absent) return right(frame);
      }
      frame.cost++;
      value = found;
    }
    return value;
  };
}

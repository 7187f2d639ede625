import { CelError, rangeAt } from './cel-error.ts';
import type { CelType } from './cel-type.ts';
import type { CheckedExpression } from './check/checker.ts';
import type { Compiler } from './compile/compiler.ts';
import { type Closure, checkLimit, type Frame } from './compile/frame.ts';
import { expand } from './cost/expanded-tree.ts';
import { type SizeOfPath, StaticCost } from './cost/static-cost.ts';
import { explainResult, type Witness } from './explain.ts';
import { Failure, isFatal } from './failure.ts';
import { type KnownParts, type Provenance, provenanceOf } from './provenance.ts';
import { childrenOf, type IdentifierNode, type SyntaxNode } from './syntax/syntax-tree.ts';
import { resetWork } from './values/work.ts';

/**
 * Values of variables by name: JSON values, or functions that compute one when the expression first needs it. A `Date` is
 * a timestamp. Nothing of it is ever changed.
 */
export type Activation = Readonly<Record<string, unknown>>;

export interface EvaluateOptions {
  /** Cost units after which the evaluation fails; the API server's 1,000,000 unless given. */
  costLimit?: number;
  /** Told the cost at the end, also when the evaluation fails. */
  onCost?(used: number): void;
  /** Asked every hundred comprehension steps; `true` ends the evaluation with the code `interrupted`. */
  interrupt?: () => boolean;
  /** The value of a declared variable `now` that the activation does not give. */
  now?: Date;
}

/** https://github.com/kubernetes/apiserver/blob/master/pkg/apis/cel/config.go, PerCallLimit. */
export const defaultCostLimit = 1_000_000;

/** How much more explaining may cost than evaluating. */
const explanationFactor = 20;

/** A compiled expression. */
export class Program {
  readonly source: string;
  readonly resultType: CelType;
  private readonly expression: CheckedExpression;
  private readonly compiler: Compiler;
  private readonly root: Closure;
  private readonly emptySlots: readonly unknown[];
  private readonly variables: readonly { name: string; slot: number }[];

  constructor(expression: CheckedExpression, compiler: Compiler) {
    this.source = expression.source;
    this.resultType = expression.resultType;
    this.expression = expression;
    this.compiler = compiler;
    this.root = compiler.compile(expression.root);
    this.emptySlots = Array.from({ length: expression.slotCount }, () => undefined);
    this.variables = usedVariables(expression);
  }

  /**
   * Computes the value. Results are engine values; `toPlain` turns them into plain JavaScript.
   * @throws CelError
   */
  evaluate(activation: Activation, options: EvaluateOptions = {}): unknown {
    const frame = this.frame(activation, options);
    resetWork();
    try {
      const value = this.root(frame);
      checkLimit(frame);
      return value;
    } catch (error) {
      throw this.celError(isFatal(error) ? error : overLimit(frame, error));
    } finally {
      options.onCost?.(frame.cost);
    }
  }

  /**
   * Why the expression is true or false: the smallest set of parts that make it so, each with the list elements and the
   * fields it looked at.
   * @throws CelError when the expression does not evaluate to a bool
   */
  explain(activation: Activation, options: EvaluateOptions = {}): Witness[] {
    const frame = this.frame(activation, options);
    // Parts are evaluated once more on each level of nesting.
    frame.limit *= explanationFactor;
    try {
      return explainResult(this.expression, this.compiler, frame);
    } catch (error) {
      throw this.celError(error);
    }
  }

  /**
   * The least and the most that evaluations may cost, as the API server estimates it before anything runs; it refuses rules
   * of CustomResourceDefinitions by it. 2^64 - 1 is without bound: of a value whose size nothing is known about.
   * @param sizeOfPath - the sizes that values keep to; `openApiVariables` reads them from schemas
   */
  staticCost(sizeOfPath: SizeOfPath = () => undefined): { min: bigint; max: bigint } {
    return new StaticCost(sizeOfPath).of(expand(this.expression.root));
  }

  /**
   * What evaluations may read, and what their values are made of, whatever the values are.
   * @param known - what is known of parts that are computed elsewhere
   */
  provenance(known?: KnownParts): Provenance {
    return provenanceOf(this.expression.root, known);
  }

  private frame(activation: Activation, options: EvaluateOptions): Frame {
    const slots = this.emptySlots.slice();
    for (const { name, slot } of this.variables) {
      slots[slot] = Object.hasOwn(activation, name) ? activation[name] : undefined;
      if (name === 'now' && slots[slot] === undefined) slots[slot] = options.now;
    }
    return {
      slots,
      cost: 0,
      limit: options.costLimit ?? defaultCostLimit,
      steps: 0,
      interrupt: options.interrupt,
      held: 0,
    };
  }

  private celError(error: unknown): unknown {
    if (error instanceof Failure) {
      const { start, end } = error.start === -1 ? this.expression.root : error;
      return new CelError(error.code, error.message, rangeAt(this.source, start, end));
    }
    if (error instanceof RangeError) {
      const { start, end } = this.expression.root;
      return new CelError(
        'overflow',
        `a value grew too large: ${error.message}`,
        rangeAt(this.source, start, end),
      );
    }
    return error;
  }
}

/** An error of an evaluation that had used up its budget before is that of the limit. */
function overLimit(frame: Frame, error: unknown): unknown {
  try {
    checkLimit(frame);
    return error;
  } catch (limit) {
    return limit;
  }
}

function usedVariables({ root, variableNames }: CheckedExpression): { name: string; slot: number }[] {
  const slots = new Set<number>();
  const note = ({ slot }: IdentifierNode) => {
    if (slot !== undefined && slot < variableNames.length) slots.add(slot);
  };
  const visit = (node: SyntaxNode): void => {
    if (node.kind === 'identifier') note(node);
    else if (node.kind === 'select' && node.resolved !== undefined) note(node.resolved);
    else for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return Array.from(slots, (slot) => ({ name: variableNames[slot] ?? '', slot }));
}

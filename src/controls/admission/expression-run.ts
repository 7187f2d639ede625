import { type Activation, CelError, LazyVariables, type Program } from '@plimsoll/cel';
import type { UnknownReason } from '../result.ts';
import type { CompiledAdmissionPolicy, CompiledExpression } from './compile-admission-policy.ts';
import { UnknownValue } from './unknown-value.ts';

/** Cost limits: https://github.com/kubernetes/apiserver/blob/master/pkg/apis/cel/config.go */
export const costLimits = {
  expression: 1_000_000,
  matchConditions: 2_500_000,
  policy: 10_000_000,
} as const;

/** What one expression gives. */
export type ExpressionOutcome =
  | { readonly value: unknown }
  | {
      readonly error: string;
      readonly range?: { readonly start: number; readonly end: number };
      /** A field or key that the expression reads is not there. */
      readonly missingField?: true;
    }
  | { readonly unknown: UnknownReason };

/** What admission says when a budget is used up; nothing after that is run. */
export const exhausted =
  'validation failed due to running out of cost budget, no further validation rules will be run';

/** Thrown when a budget is used up. */
export class BudgetExhausted extends Error {
  constructor() {
    super(exhausted);
    this.name = 'BudgetExhausted';
  }
}

/**
 * Runs expressions of one kind on one object within one budget. Composed variables are computed when first read, once
 * for each run, and their cost comes off the budget of the expression that first reads them.
 */
export class ExpressionRun {
  #remaining: number;
  /** Of the variables that the current expression has made to be computed. */
  #composed = 0;
  readonly #activation: Activation;

  /** @param values every variable but `variables` */
  constructor(policy: CompiledAdmissionPolicy, values: Activation, budget: number) {
    this.#remaining = budget;
    const computations = new Map<string, () => unknown>();
    this.#activation = { ...values, variables: new LazyVariables(computations) };
    for (const { name, program } of policy.variables) computations.set(name, () => this.#compute(program));
  }

  /** What is left of the budget. */
  get remaining(): number {
    return this.#remaining;
  }

  /** @throws BudgetExhausted */
  run({ program, source }: CompiledExpression): ExpressionOutcome {
    let own = 0;
    this.#composed = 0;
    const outcome = this.#evaluate(program, source, (cost) => {
      own = cost;
    });
    this.#remaining -= this.#composed + own;
    if (this.#remaining < 0) throw new BudgetExhausted();
    return outcome;
  }

  #evaluate(program: Program, source: string, onCost: (cost: number) => void): ExpressionOutcome {
    try {
      return { value: program.evaluate(this.#activation, { costLimit: costLimits.expression, onCost }) };
    } catch (error) {
      if (error instanceof UnknownValue) return { unknown: error.reason };
      if (!(error instanceof CelError)) throw error;
      const message = `expression '${source}' resulted in error: ${error.message}`;
      const isMissing = error.code === 'no-such-key';
      return { error: message, range: error.range, ...(isMissing && { missingField: true }) };
    }
  }

  #compute(program: Program): unknown {
    return program.evaluate(this.#activation, {
      costLimit: costLimits.expression,
      onCost: (cost) => {
        this.#composed += cost;
      },
    });
  }
}

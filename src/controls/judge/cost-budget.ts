import type { EvaluateOptions } from '@plimsoll/cel';

/**
 * What a policy may cost, as the API server has it: one expression, all match conditions, all the rest of a policy.
 * https://github.com/kubernetes/apiserver/blob/master/pkg/apis/cel/config.go
 */
const perExpression = 1_000_000;
const perMatchConditions = 2_500_000;
const perPolicy = 10_000_000;

let spent = 0;

/** Evaluation options of every expression of a policy; what it costs is added to the budget that runs. */
export const withinBudget = {
  costLimit: perExpression,
  onCost(used: number) {
    spent += used;
  },
} satisfies EvaluateOptions;

/** Begins the budget of one policy. Evaluation is synchronous, so one budget runs at a time. */
export function startBudget(): void {
  spent = 0;
}

/** Whether the match conditions so far have used up their budget. */
export function conditionsExhausted(): boolean {
  return spent > perMatchConditions;
}

/** Whether the policy so far has used up its budget. */
export function policyExhausted(): boolean {
  return spent > perPolicy;
}

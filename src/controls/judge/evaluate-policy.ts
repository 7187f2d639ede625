import { CelError, type Program } from '@plimsoll/cel';
import type { CompiledPolicy, CompiledValidation } from '../catalogue/compiled-control.ts';
import { conditionsExhausted, policyExhausted, startBudget, withinBudget } from './cost-budget.ts';
import { couldNotEvaluate, evaluationError } from './evaluation-error.ts';
import { type Activation, noVariables, type PolicyInput, policyActivation } from './policy-activation.ts';

/** A validation that is false, with what makes it so. */
export interface PolicyFailure {
  readonly validation: CompiledValidation;
  readonly activation: Activation;
}

/** What a policy says about one object. */
export type PolicyOutcome =
  | { readonly state: 'pass' }
  | { readonly state: 'not-applicable' }
  /** `failures` may come with the `error` of another validation, in words for people. */
  | { readonly state: 'judged'; readonly failures: readonly PolicyFailure[]; readonly error?: string };

const pass: PolicyOutcome = { state: 'pass' };
const notApplicable: PolicyOutcome = { state: 'not-applicable' };

/**
 * Runs a policy as the API server does: match conditions first (one that is false decides before one that fails), then
 * every validation, within the cost budget. An expression that fails at run time is an error, never a pass.
 */
export function evaluatePolicy(
  policy: CompiledPolicy,
  input: PolicyInput,
  constants: Readonly<Record<string, unknown>> = noVariables,
): PolicyOutcome {
  startBudget();
  const activation = policyActivation(policy, input, constants);
  if (policy.matchConditions.length > 0) {
    const match = evaluateConditions(policy, activation);
    if (match === false) return notApplicable;
    if (match !== true) return { state: 'judged', failures: [], error: match };
    startBudget();
  }
  let failures: PolicyFailure[] | undefined;
  let error: string | undefined;
  for (const validation of policy.validations) {
    const verdict = policyExhausted()
      ? couldNotEvaluate('the policy has used up its cost budget')
      : evaluateBoolean(validation.program, activation, policy);
    if (verdict === true) continue;
    if (verdict === false) {
      failures ??= [];
      failures.push({ validation, activation });
    } else error ??= verdict;
  }
  if (failures === undefined && error === undefined) return pass;
  return { state: 'judged', failures: failures ?? [], ...(error === undefined ? {} : { error }) };
}

/** @returns whether all hold, or the text of an error when none is false and one fails */
function evaluateConditions(policy: CompiledPolicy, activation: Activation): boolean | string {
  let error: string | undefined;
  for (const { name, program } of policy.matchConditions) {
    const verdict = evaluateBoolean(program, activation, policy, `match condition ${name}: `);
    if (conditionsExhausted()) return couldNotEvaluate('the match conditions have used up their cost budget');
    if (verdict === false) return false;
    if (verdict !== true) error ??= verdict;
  }
  return error ?? true;
}

function evaluateBoolean(
  program: Program,
  activation: Activation,
  policy: CompiledPolicy,
  of?: string,
): boolean | string {
  try {
    const value = program.evaluate(activation, withinBudget);
    return typeof value === 'boolean'
      ? value
      : couldNotEvaluate(`${of ?? ''}the expression did not give a boolean`);
  } catch (error) {
    if (error instanceof CelError) return evaluationError(error, policy, of);
    throw error;
  }
}

/**
 * What admission would say. `messageExpression` counts when it gives one line of text of at most 5 kB:
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#message-expression
 */
export function failureMessage({ validation, activation }: PolicyFailure): string {
  const { message, messageProgram } = validation;
  if (messageProgram === undefined) return message;
  try {
    const text = messageProgram.evaluate(activation, withinBudget);
    const counts =
      typeof text === 'string' && text.trim() !== '' && !text.includes('\n') && text.length <= 5120;
    return counts ? text : message;
  } catch (error) {
    if (error instanceof CelError) return message;
    throw error;
  }
}

import { CelError, LazyVariables, type Program } from '@plimsoll/cel';
import type { CompiledPolicy, CompiledValidation, NamedProgram } from '../catalogue/compiled-control.ts';

/** Values of the variables that the API server gives to a policy; a function is called when an expression asks. */
export interface PolicyInput {
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly request: unknown;
  readonly params: unknown;
  readonly namespaceObject: unknown;
  /** Variables that exist before the policy's own. */
  readonly variables: ReadonlyMap<string, () => unknown>;
}

/** A validation that is false, with what makes it so. */
export interface PolicyFailure {
  readonly message: string;
  readonly program: Program;
  readonly activation: Activation;
}

/** What a policy says about one object. */
export type PolicyOutcome =
  | { readonly state: 'pass' }
  | { readonly state: 'not-applicable' }
  /** `failures` may come with an `error` of another validation. */
  | { readonly state: 'judged'; readonly failures: readonly PolicyFailure[]; readonly error?: string };

export type Activation = Readonly<Record<string, unknown>>;

const pass: PolicyOutcome = { state: 'pass' };
const notApplicable: PolicyOutcome = { state: 'not-applicable' };
/** For objects that are not judged by pod template. */
export const noVariables: ReadonlyMap<string, () => unknown> = new Map();

/** Cost budgets of the API server: https://github.com/kubernetes/apiserver/blob/master/pkg/apis/cel/config.go */
const perExpression = { costLimit: 1_000_000 } as const;

/**
 * Runs a policy as the API server does: match conditions first (one that is false decides before one that fails), then
 * every validation. An expression that fails at run time is an error, never a pass.
 */
export function evaluatePolicy(policy: CompiledPolicy, input: PolicyInput): PolicyOutcome {
  const activation = activationOf(policy, input);
  if (policy.matchConditions.length > 0) {
    const match = evaluateConditions(policy.matchConditions, activation);
    if (match === false) return notApplicable;
    if (match !== true) return { state: 'judged', failures: [], error: match };
  }
  let failures: PolicyFailure[] | undefined;
  let error: string | undefined;
  for (const validation of policy.validations) {
    const verdict = evaluateBoolean(validation.program, activation);
    if (verdict === true) continue;
    if (verdict === false) {
      failures ??= [];
      failures.push({ message: messageOf(validation, activation), program: validation.program, activation });
    } else error ??= verdict;
  }
  if (failures === undefined && error === undefined) return pass;
  return { state: 'judged', failures: failures ?? [], ...(error === undefined ? {} : { error }) };
}

function activationOf(policy: CompiledPolicy, input: PolicyInput): Activation {
  const activation: Record<string, unknown> = { ...input };
  if (policy.variables.length === 0) {
    activation['variables'] = sharedOnly(input.variables);
    return activation;
  }
  const thunks = new Map(input.variables);
  for (const { name, program } of policy.variables) {
    thunks.set(name, () => program.evaluate(activation, perExpression));
  }
  activation['variables'] = new LazyVariables(thunks);
  return activation;
}

const shared = new WeakMap<ReadonlyMap<string, () => unknown>, LazyVariables>();

/** Policies without variables of their own share one view of the common ones. */
function sharedOnly(variables: ReadonlyMap<string, () => unknown>): LazyVariables {
  let lazy = shared.get(variables);
  if (lazy === undefined) {
    lazy = new LazyVariables(variables);
    shared.set(variables, lazy);
  }
  return lazy;
}

/** @returns whether all hold, or the text of an error when none is false and one fails */
function evaluateConditions(conditions: readonly NamedProgram[], activation: Activation): boolean | string {
  let error: string | undefined;
  for (const { name, program } of conditions) {
    const verdict = evaluateBoolean(program, activation);
    if (verdict === false) return false;
    if (verdict !== true) error ??= `match condition ${name}: ${verdict}`;
  }
  return error ?? true;
}

function evaluateBoolean(program: Program, activation: Activation): boolean | string {
  try {
    const value = program.evaluate(activation, perExpression);
    return typeof value === 'boolean' ? value : 'the expression did not give a boolean';
  } catch (error) {
    if (error instanceof CelError) return error.message;
    throw error;
  }
}

/** `messageExpression` counts when it gives one line of text; https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#message-expression */
function messageOf({ message, messageProgram }: CompiledValidation, activation: Activation): string {
  if (messageProgram === undefined) return message;
  try {
    const text = messageProgram.evaluate(activation, perExpression);
    return typeof text === 'string' && text.trim() !== '' && !text.includes('\n') && text.length <= 5120
      ? text
      : message;
  } catch (error) {
    if (error instanceof CelError) return message;
    throw error;
  }
}

import { CelError, type Program } from '@plimsoll/cel';
import type { CompiledPolicy, CompiledValidation, NamedProgram } from '../catalogue/compiled-control.ts';

/** Values of the variables that the API server gives to a policy; a function is called when an expression asks. */
export interface PolicyInput extends Activation {
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly request: unknown;
  readonly params: unknown;
  readonly namespaceObject: unknown;
  /** Variables that exist before the policy's own. */
  readonly variables: Readonly<Record<string, unknown>>;
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
export const noVariables: Readonly<Record<string, unknown>> = {};

/** Cost budgets of the API server: https://github.com/kubernetes/apiserver/blob/master/pkg/apis/cel/config.go */
const perExpression = { costLimit: 1_000_000 } as const;

/**
 * Runs a policy as the API server does: match conditions first (one that is false decides before one that fails), then
 * every validation. An expression that fails at run time is an error, never a pass.
 */
export function evaluatePolicy(
  policy: CompiledPolicy,
  input: PolicyInput,
  constants: Readonly<Record<string, unknown>> = none,
): PolicyOutcome {
  const activation = activationOf(policy, input, constants);
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

function activationOf(
  policy: CompiledPolicy,
  input: PolicyInput,
  constants: Readonly<Record<string, unknown>>,
): Activation {
  if (policy.variables.length === 0) return input;
  const variables: Record<string, unknown> = { ...input.variables, ...constants };
  const activation = { ...input, variables };
  for (const { name, program } of policy.variables) {
    if (Object.hasOwn(constants, name)) continue;
    Object.defineProperty(
      variables,
      name,
      lazily(() => program.evaluate(activation, perExpression)),
    );
  }
  return activation;
}

const none: Readonly<Record<string, unknown>> = {};

/**
 * Values of the variables that depend on parameters alone, once for all objects. One that fails is left out, so that it
 * fails where an expression reads it.
 */
export function constantVariables(
  policy: CompiledPolicy,
  params: unknown,
): Readonly<Record<string, unknown>> {
  const constants: Record<string, unknown> = {};
  const activation = { params: params ?? null, variables: constants };
  for (const { name, program, constant } of policy.variables) {
    if (!constant) continue;
    try {
      constants[name] = program.evaluate(activation, perExpression);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
    }
  }
  return constants;
}

/** Computed when an expression first reads it, as the API server does: a policy may never need it. */
function lazily(compute: () => unknown): PropertyDescriptor {
  let known: { readonly value: unknown } | undefined;
  return {
    enumerable: true,
    get: () => {
      known ??= { value: compute() };
      return known.value;
    },
  };
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

import { CelError, LazyVariables, type Program } from '@plimsoll/cel';
import type { CompiledPolicy } from '../catalogue/compiled-control.ts';
import { withinBudget } from './cost-budget.ts';

/** Values of variables by name; a function is called when an expression first needs it. */
export type Activation = Readonly<Record<string, unknown>>;

/** Values of the variables that the API server gives to a policy. */
export interface PolicyInput extends Activation {
  readonly object: unknown;
  readonly oldObject: unknown;
  readonly request: unknown;
  readonly params: unknown;
  readonly namespaceObject: unknown;
  /** Variables that exist before the policy's own. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** What policies have computed of the pod template that others compute too; no expression knows this name. */
  readonly ofTemplate: Map<string, TemplateValue>;
}

/** The value of a variable, or why it has none, and what computing it cost. */
interface TemplateValue {
  readonly value?: unknown;
  readonly error?: CelError;
  readonly cost: number;
}

/** For objects that are not judged by pod template. */
export const noVariables: Readonly<Record<string, unknown>> = {};

/** The input with the policy's own variables, each computed when it is first read, as the API server does. */
export function policyActivation(
  policy: CompiledPolicy,
  input: PolicyInput,
  constants: Readonly<Record<string, unknown>>,
): Activation {
  if (policy.variables.length === 0) return input;
  const known = constants === noVariables ? input.variables : { ...input.variables, ...constants };
  const activation: Record<string, unknown> = { ...input };
  activation['variables'] = new LazyVariables(computationsOf(policy, constants), known, activation);
  return activation;
}

type Computations = ReadonlyMap<string, (activation: Activation) => unknown>;

/** By the constants that leave the others to be computed: the same object for every run with the same parameters. */
const computations = new WeakMap<CompiledPolicy, { readonly constants: object; readonly of: Computations }>();

function computationsOf(policy: CompiledPolicy, constants: Readonly<Record<string, unknown>>): Computations {
  const known = computations.get(policy);
  if (known?.constants === constants) return known.of;
  const of = new Map(
    policy.variables
      .filter(({ name }) => !Object.hasOwn(constants, name))
      .map(({ name, program, ofTemplate }) => [
        name,
        ofTemplate
          ? (activation: Activation) => templateValue(program, activation as PolicyInput)
          : (activation: Activation) => program.evaluate(activation, withinBudget),
      ]),
  );
  computations.set(policy, { constants, of });
  return of;
}

/** Computed by the first policy that asks; each pays for it from its own budget, as at the API server. */
function templateValue(program: Program, activation: PolicyInput): unknown {
  const { source } = program;
  let known = activation.ofTemplate.get(source);
  if (known === undefined) {
    known = computed(program, activation);
    activation.ofTemplate.set(source, known);
  }
  withinBudget.onCost(known.cost);
  if (known.error !== undefined) throw known.error;
  return known.value;
}

function computed(program: Program, activation: Activation): TemplateValue {
  let cost = 0;
  const options = { ...withinBudget, onCost: (used: number) => (cost = used) };
  try {
    return { value: program.evaluate(activation, options), cost };
  } catch (error) {
    if (!(error instanceof CelError)) throw error;
    return { error, cost };
  }
}

/**
 * Values of the variables that depend on parameters alone, once for all objects. One that fails is left out, so that it
 * fails where an expression reads it.
 */
export function constantVariables(
  policy: CompiledPolicy,
  params: unknown,
): Readonly<Record<string, unknown>> {
  if (!policy.variables.some(({ constant }) => constant)) return noVariables;
  const constants: Record<string, unknown> = {};
  const activation = { params, variables: constants };
  for (const { name, program, constant } of policy.variables) {
    if (!constant) continue;
    try {
      constants[name] = program.evaluate(activation, withinBudget);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
    }
  }
  return constants;
}

import { CelError } from '../cel-error.ts';
import { Failure } from '../failure.ts';

const nothing: Readonly<Record<string, unknown>> = {};

/** Stands for a value that is being computed. */
const computing = Symbol('computing');

/**
 * The `variables` of a policy: each is computed when first selected, and its value or error is kept. What the computation
 * costs is for the caller to count.
 */
export class LazyVariables<Given = undefined> {
  private readonly computations: ReadonlyMap<string, (given: Given) => unknown>;
  private readonly given: Given | undefined;
  private readonly known: Readonly<Record<string, unknown>>;
  /** Values, and failures in place of those that have none. */
  private readonly computed = new Map<string, unknown>();

  /**
   * @param known variables whose values are there already; a computation of the same name hides one
   * @param given what every computation is called with, so that one map of them serves all objects
   */
  constructor(
    computations: ReadonlyMap<string, (given: Given) => unknown>,
    known: Readonly<Record<string, unknown>> = nothing,
    given?: Given,
  ) {
    this.computations = computations;
    this.given = given;
    this.known = known;
  }

  has(name: string): boolean {
    return this.computations.has(name) || Object.hasOwn(this.known, name);
  }

  /** Undefined where there is no such variable. */
  get(name: string): unknown {
    const computation = this.computations.get(name);
    if (computation === undefined) return Object.hasOwn(this.known, name) ? this.known[name] : undefined;
    let value = this.computed.get(name);
    if (value === undefined) value = this.compute(name, computation);
    if (value === computing)
      throw new Failure('cyclic-variable', `composited variable "${name}" needs itself`);
    // A failure is given its place by the expression that meets it, so each gets one of its own.
    if (value instanceof Failure) throw new Failure(value.code, value.message);
    return value;
  }

  /** An error of a variable is an error of its use, which the using expression may absorb. */
  private compute(name: string, computation: (given: Given) => unknown): unknown {
    this.computed.set(name, computing);
    let value: unknown;
    try {
      value = computation(this.given as Given);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      value = new Failure(error.code, `composited variable "${name}" fails to evaluate: ${error.message}`);
    }
    this.computed.set(name, value);
    return value;
  }
}

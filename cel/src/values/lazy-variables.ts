import { CelError } from '../cel-error.ts';
import { Failure } from '../failure.ts';

const nothing: Readonly<Record<string, unknown>> = {};

/**
 * The `variables` of a policy: each is computed when first selected, and its value or error is kept. What the computation
 * costs is for the caller to count.
 */
export class LazyVariables {
  private readonly computations: ReadonlyMap<string, () => unknown>;
  private readonly known: Readonly<Record<string, unknown>>;
  private values: Map<string, unknown> | undefined;
  private failures: Map<string, Failure> | undefined;

  /** @param known variables whose values are there already; a computation of the same name hides one */
  constructor(
    computations: ReadonlyMap<string, () => unknown>,
    known: Readonly<Record<string, unknown>> = nothing,
  ) {
    this.computations = computations;
    this.known = known;
  }

  has(name: string): boolean {
    return this.computations.has(name) || Object.hasOwn(this.known, name);
  }

  get(name: string): unknown {
    const computation = this.computations.get(name);
    if (computation === undefined) return Object.hasOwn(this.known, name) ? this.known[name] : undefined;
    if (this.values?.has(name) === true) return this.values.get(name);
    const failure = this.failures?.get(name) ?? this.compute(name, computation);
    if (failure === undefined) return this.values?.get(name);
    // A failure is given its place by the expression that meets it, so each gets one of its own.
    throw new Failure(failure.code, failure.message);
  }

  /** An error of a variable is an error of its use, which the using expression may absorb. */
  private compute(name: string, computation: () => unknown): Failure | undefined {
    this.failures ??= new Map();
    this.failures.set(name, new Failure('cyclic-variable', `composited variable "${name}" needs itself`));
    try {
      const value = computation();
      this.values ??= new Map();
      this.values.set(name, value);
      this.failures.delete(name);
      return undefined;
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      const failure = new Failure(
        error.code,
        `composited variable "${name}" fails to evaluate: ${error.message}`,
      );
      this.failures.set(name, failure);
      return failure;
    }
  }
}

import { CelError } from '../cel-error.ts';
import { Failure } from '../failure.ts';

/**
 * The `variables` of a policy: each is computed when first selected, and its value or error is kept. What the computation
 * costs is for the caller to count.
 */
export class LazyVariables {
  private readonly computations: ReadonlyMap<string, () => unknown>;
  private readonly values = new Map<string, unknown>();
  private readonly failures = new Map<string, Failure>();

  constructor(computations: ReadonlyMap<string, () => unknown>) {
    this.computations = computations;
  }

  has(name: string): boolean {
    return this.computations.has(name);
  }

  get(name: string): unknown {
    if (this.values.has(name)) return this.values.get(name);
    const failure = this.failures.get(name) ?? this.compute(name);
    if (failure === undefined) return this.values.get(name);
    // A failure is given its place by the expression that meets it, so each gets one of its own.
    throw new Failure(failure.code, failure.message);
  }

  /** An error of a variable is an error of its use, which the using expression may absorb. */
  private compute(name: string): Failure | undefined {
    this.failures.set(name, new Failure('cyclic-variable', `composited variable "${name}" needs itself`));
    try {
      this.values.set(name, this.computations.get(name)?.());
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

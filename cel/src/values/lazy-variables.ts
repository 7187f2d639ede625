import { CelError } from '../cel-error.ts';
import { Failure } from '../failure.ts';

/**
 * The `variables` of a policy: each is computed when first selected and then kept. A computation that throws is not kept,
 * so every use sees the error. What the computation costs is for the caller to count.
 */
export class LazyVariables {
  private readonly computations: ReadonlyMap<string, () => unknown>;
  private readonly values = new Map<string, unknown>();

  constructor(computations: ReadonlyMap<string, () => unknown>) {
    this.computations = computations;
  }

  has(name: string): boolean {
    return this.computations.has(name);
  }

  get(name: string): unknown {
    const known = this.values.get(name);
    if (known !== undefined || this.values.has(name)) return known;
    const value = this.compute(name);
    this.values.set(name, value);
    return value;
  }

  /** An error of a variable is an error of its use, which the using expression may absorb. */
  private compute(name: string): unknown {
    try {
      return this.computations.get(name)?.();
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      throw new Failure(error.code, `composited variable "${name}" fails to evaluate: ${error.message}`);
    }
  }
}

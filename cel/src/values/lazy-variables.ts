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
    const value = this.computations.get(name)?.();
    this.values.set(name, value);
    return value;
  }
}

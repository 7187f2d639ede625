import { type Scope, splitApiVersion } from '../../cluster/index.ts';

/** Scopes that CustomResourceDefinitions of the same input declare. */
export class DeclaredScopes {
  private readonly scopes = new Map<string, Scope>();

  /** Takes note when the object is a CustomResourceDefinition. */
  learn(object: Readonly<Record<string, unknown>>): void {
    if (object['kind'] !== 'CustomResourceDefinition') return;
    const spec = record(object['spec']);
    const kind = record(spec?.['names'])?.['kind'];
    const { group, scope } = { group: spec?.['group'], scope: spec?.['scope'] };
    if (typeof kind !== 'string' || typeof group !== 'string') return;
    if (scope === 'Cluster' || scope === 'Namespaced') this.scopes.set(`${group}/${kind}`, scope);
  }

  scopeOf(apiVersion: string, kind: string): Scope | undefined {
    return this.scopes.get(`${splitApiVersion(apiVersion).group}/${kind}`);
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

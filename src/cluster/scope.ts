import type { Cluster } from './cluster.ts';
import { builtInScope, knownScope } from './known-scope.ts';

/**
 * Whether objects of a kind belong to a namespace: as the server said when it was read, as its CustomResourceDefinition
 * says, or as Kubernetes or a widely used project defines it. Undefined for a custom kind that nothing describes.
 */
export function isNamespacedKind(
  group: string,
  kind: string,
  clusters: readonly Pick<Cluster, 'coverage' | 'ofKind'>[] = [],
): boolean | undefined {
  const builtIn = builtInScope(group, kind);
  if (builtIn !== undefined) return builtIn === 'Namespaced';
  if (!group.includes('.')) return true;
  for (const cluster of clusters) {
    const row = cluster.coverage.resources.find(
      (resource) => resource.group === group && resource.kind === kind,
    );
    if (row) return row.namespaced;
    for (const definition of cluster.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
      const spec = definition.body['spec'] as CustomResourceScope | null | undefined;
      if (spec?.group === group && spec.names?.kind === kind) return spec.scope === 'Namespaced';
    }
    for (const object of cluster.ofKind(group, kind)) return object.namespace !== '';
  }
  const known = knownScope(group, kind);
  return known === undefined ? undefined : known === 'Namespaced';
}

interface CustomResourceScope {
  readonly group?: unknown;
  readonly scope?: unknown;
  readonly names?: { readonly kind?: unknown } | null;
}

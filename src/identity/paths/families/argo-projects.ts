import type { Cluster } from '../../../cluster/index.ts';

interface Destination {
  readonly namespace?: unknown;
  readonly server?: unknown;
  readonly name?: unknown;
}

interface Project {
  readonly sourceRepos?: unknown;
  readonly destinations?: unknown;
  readonly clusterResourceWhitelist?: unknown;
}

/**
 * Where whoever writes an Application can have things made in this cluster: everything, or namespaces. Projects limit it,
 * and one may be chosen of those that take any repository. Where no project was read, nothing limits it that is known.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export function applicationTargets(cluster: Cluster, namespace: string): 'everything' | readonly string[] {
  const projects = [...cluster.ofKind('argoproj.io', 'AppProject')].filter(
    (project) => project.namespace === namespace,
  );
  if (projects.length === 0) return 'everything';
  const targets = new Set<string>();
  for (const { body } of projects) {
    const { sourceRepos, destinations, clusterResourceWhitelist } = (body['spec'] ?? {}) as Project;
    if (!listOf(sourceRepos).some((repository) => repository === '*')) continue;
    for (const destination of listOf(destinations)) {
      const { namespace: target, server, name } = (destination ?? {}) as Destination;
      if (typeof target !== 'string' || !isHere(server, name)) continue;
      if (target === '*' && listOf(clusterResourceWhitelist).length > 0) return 'everything';
      for (const each of target === '*' ? cluster.namespaces() : [target]) targets.add(each);
    }
  }
  return [...targets].sort();
}

/** The cluster that Argo CD runs in; patterns of others are not followed. */
function isHere(server: unknown, name: unknown): boolean {
  return server === '*' || server === 'https://kubernetes.default.svc' || name === 'in-cluster';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

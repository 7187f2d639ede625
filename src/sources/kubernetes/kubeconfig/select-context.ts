import { KubernetesSourceError } from '../errors.ts';
import type { Kubeconfig, KubeconfigCluster, KubeconfigUser } from './kubeconfig.ts';

/** One context, for a person to choose from. */
export interface ContextSummary {
  readonly name: string;
  readonly current: boolean;
  /** Undefined when the context names a cluster that the kubeconfig does not have. */
  readonly server?: string;
  readonly namespace?: string;
}

/** All contexts by name. */
export function summariseContexts(config: Kubeconfig): ContextSummary[] {
  return [...config.contexts]
    .map(([name, { cluster, namespace }]) => {
      const server = config.clusters.get(cluster)?.server;
      return {
        name,
        current: name === config.currentContext,
        ...(server && { server }),
        ...(namespace !== undefined && { namespace }),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

export interface SelectedContext {
  readonly name: string;
  readonly namespace?: string;
  readonly cluster: KubeconfigCluster;
  readonly user: KubeconfigUser;
}

/**
 * The context asked for, or the current one.
 * @throws KubernetesSourceError `context-missing`, `context-incomplete`
 */
export function selectContext(config: Kubeconfig, wanted?: string): SelectedContext {
  const name = wanted ?? config.currentContext;
  const known = [...config.contexts.keys()].sort().join(', ') || 'none';
  const file = config.files.join(', ');
  if (name === undefined) {
    throw new KubernetesSourceError('context-missing', `no current-context is set; contexts: ${known}`, {
      file,
    });
  }
  const context = config.contexts.get(name);
  if (context === undefined) {
    throw new KubernetesSourceError('context-missing', `there is no context ${name}; contexts: ${known}`, {
      file,
    });
  }
  const cluster = config.clusters.get(context.cluster);
  if (cluster === undefined) throw incomplete(name, `cluster ${context.cluster || '(empty)'}`, context.place);
  const user = context.user === '' ? { place: context.place } : config.users.get(context.user);
  if (user === undefined) throw incomplete(name, `user ${context.user}`, context.place);
  return { name, cluster, user, ...(context.namespace !== undefined && { namespace: context.namespace }) };
}

function incomplete(
  context: string,
  missing: string,
  place: { file: string; field: string },
): KubernetesSourceError {
  return new KubernetesSourceError(
    'context-incomplete',
    `context ${context} names ${missing}, which is not defined`,
    place,
  );
}

import {
  type AccessRequest,
  isNamespaceGrant,
  type ResourceName,
  resourceNamed,
} from '../../../identity/index.ts';
import { CliError } from '../../errors.ts';
import { type AskedCluster, isReached } from './read-access.ts';

export interface Question {
  readonly request: AccessRequest;
  readonly resource: ResourceName | undefined;
  /** Something about the question that a person should know. */
  readonly notes: readonly string[];
}

/**
 * The request that `VERB RESOURCE [NAME]` and `-n` mean. A path begins with a slash. A namespace is dropped, and said, for
 * what belongs to none.
 */
export function readQuestion(
  clusters: readonly AskedCluster[],
  {
    verb,
    resource: text,
    name,
    namespaces,
  }: { verb: string; resource: string; name: string | undefined; namespaces: readonly string[] },
): Question {
  if (namespaces.length > 1) throw new CliError('usage', 'One question is about one namespace: give -n once');
  if (text.startsWith('/')) return { request: { verb, path: text }, resource: undefined, notes: [] };
  const slash = text.indexOf('/');
  const resource = resourceNamed(
    text,
    clusters.filter(isReached).map(({ access }) => access.cluster),
  );
  const notes: string[] = [];
  if (!resource.known)
    notes.push(`Neither Kubernetes nor the cluster knows a resource "${text}"; it is taken literally.`);
  if (verb !== '*' && verb !== verb.toLowerCase())
    notes.push(`Verbs are lower case: "${verb}" matches no rule but *.`);
  const { apiGroup, subresource } = resource;
  const base = {
    verb,
    apiGroup,
    resource: resource.resource,
    ...(subresource !== undefined && { subresource }),
    ...(name !== undefined && { name }),
  };
  const [namespace] = namespaces;
  if (slash === 0) throw new CliError('usage', `"${text}" is no resource`);
  if (namespace === undefined) {
    // The API server looks at a request for one Namespace object as one of that namespace.
    const own =
      apiGroup === '' && resource.resource === 'namespaces' && name !== undefined && isNamespaceGrant(base);
    return { request: own ? { ...base, namespace: name } : base, resource, notes };
  }
  if (
    !clusters.some((cluster) => isReached(cluster) && cluster.access.cluster.namespaces().includes(namespace))
  )
    notes.push(`No namespace ${namespace} was found in what was read.`);
  if (resource.namespaced === false && !isNamespaceGrant(base)) {
    notes.push(`${resource.resource} belong to no namespace: -n ${namespace} does not matter.`);
    return { request: base, resource, notes };
  }
  return { request: { ...base, namespace }, resource, notes };
}

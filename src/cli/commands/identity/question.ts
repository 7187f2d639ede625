import { nearest } from '../../../cluster/index.ts';
import {
  type AccessRequest,
  type ClusterAccess,
  isNamespaceGrant,
  nearestResource,
  type ResourceName,
  resourceNamed,
  type UnknownWord,
  unknownSubresource,
  unknownVerb,
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
  const accesses = clusters.filter(isReached).map(({ access }) => access);
  const isPath = text.startsWith('/');
  const notes: string[] = [];
  if (verb !== verb.toLowerCase()) notes.push(`Verbs are lower case: "${verb}" matches no rule but *.`);
  else notes.push(...wordNote('a verb', unknownVerb(verb, isPath, accesses)));
  if (isPath) return { request: { verb, path: text }, resource: undefined, notes };
  const slash = text.indexOf('/');
  const resource = resourceNamed(
    text,
    accesses.map(({ cluster }) => cluster),
  );
  const { apiGroup, subresource } = resource;
  if (!resource.known) {
    const near = nearestResource(resource.resource);
    notes.push(...wordNote('a resource', { word: text, near }));
  } else if (subresource !== undefined)
    notes.push(...wordNote('a subresource', unknownSubresource(resource.resource, subresource, accesses)));
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
  if (!accesses.some(({ cluster }) => cluster.namespaces().includes(namespace)))
    notes.push(namespaceNote(namespace, accesses));
  if (resource.namespaced === false && !isNamespaceGrant(base)) {
    notes.push(`${resource.resource} belong to no namespace: -n ${namespace} does not matter.`);
    return { request: base, resource, notes };
  }
  return { request: { ...base, namespace }, resource, notes };
}

function namespaceNote(namespace: string, accesses: readonly ClusterAccess[]): string {
  const near = nearest(
    namespace,
    accesses.flatMap(({ cluster }) => cluster.namespaces()),
  );
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  return `No namespace ${namespace} was found in what was read.${meant}`;
}

function wordNote(what: string, unknown: UnknownWord | undefined): string[] {
  if (unknown === undefined) return [];
  const meant = unknown.near === undefined ? '' : ` Did you mean ${unknown.near}?`;
  return [
    `Neither Kubernetes nor the cluster knows ${what} "${unknown.word}"; it is taken literally.${meant}`,
  ];
}

import { type AccessRequest, isPathRequest } from '../rbac/access-request.ts';
import type { PolicyRule } from '../rbac/policy-rule.ts';

/** Something that a subject has to be allowed, and how that is known. */
export interface Need {
  readonly request: AccessRequest;
  /** Where the need is known from, in the words of whoever states it. */
  readonly provenance: string;
}

/** Where a need has to be granted: its namespace, empty for the whole cluster. */
export function placeOfNeed({ request }: Need): string {
  return isPathRequest(request) ? '' : (request.namespace ?? '');
}

/** Requests that name no object, so that a rule with names never allows them. */
const nameless = new Set(['create', 'deletecollection']);

/**
 * The one grant that allows a need and least beside it. A name limits it, other than for creating and deleting collections,
 * where a request has no name.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
 */
export function grantForNeed({ request }: Need): PolicyRule {
  if (isPathRequest(request))
    return {
      verbs: [request.verb],
      apiGroups: [],
      resources: [],
      resourceNames: [],
      nonResourceURLs: [request.path],
    };
  const { verb, apiGroup, resource, subresource, name } = request;
  return {
    verbs: [verb],
    apiGroups: [apiGroup],
    resources: [subresource === undefined ? resource : `${resource}/${subresource}`],
    resourceNames: name === undefined || isNameless(request) ? [] : [name],
    nonResourceURLs: [],
  };
}

/** Whether a need names an object and the grant for it cannot. */
export function exceedsName({ request }: Need): boolean {
  return !isPathRequest(request) && request.name !== undefined && isNameless(request);
}

function isNameless({ verb, subresource }: { verb: string; subresource?: string }): boolean {
  return verb === '*' || (nameless.has(verb) && subresource === undefined);
}

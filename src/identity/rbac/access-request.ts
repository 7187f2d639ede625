/** A request as the authorizer sees it: for a resource, or with `path` for none. */
export type AccessRequest = ResourceRequest | PathRequest;

export interface ResourceRequest {
  readonly verb: string;
  /** Empty for the core group. */
  readonly apiGroup: string;
  /** Plural, lower case: `pods`. */
  readonly resource: string;
  readonly subresource?: string;
  /** Absent for requests that name no object: create, list, watch, deletecollection. */
  readonly name?: string;
  /** Absent for the whole cluster. A request for the Namespace object `x` itself has the namespace `x`. */
  readonly namespace?: string;
}

export interface PathRequest {
  readonly verb: string;
  /** `/metrics` */
  readonly path: string;
}

export function isPathRequest(request: AccessRequest): request is PathRequest {
  return 'path' in request;
}

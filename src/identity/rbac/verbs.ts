/**
 * Verbs of requests for resources, and those that the API server asks about by themselves.
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/#request-verbs-and-authorization
 */
export const objectVerbs = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
] as const;
export const specialVerbs = ['impersonate', 'bind', 'escalate', 'approve', 'sign', 'attest', 'use'] as const;

/** Verbs of requests for paths, which are those of HTTP. */
export const pathVerbs = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;

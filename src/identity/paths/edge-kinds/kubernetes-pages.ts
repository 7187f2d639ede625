/** Pages of Kubernetes' documentation that several kinds of step are written in. */
export const docs = 'https://kubernetes.io/docs/';
export const practices = `${docs}concepts/security/rbac-good-practices/`;
export const rbac = `${docs}reference/access-authn-authz/rbac/`;
export const authentication = `${docs}reference/access-authn-authz/authentication/`;

import type { Cluster } from '../../cluster/index.ts';
import type { AccessQuestion, AnswerAccess } from '../../controls/index.ts';
import { type AccessRequest, accessOf } from '../../identity/index.ts';

/** The roles and bindings of a cluster answer what policies ask the authorizer; what was not read is unknown. */
export function answerFromRoles(cluster: Cluster): AnswerAccess {
  return ({ username, groups }, question) => {
    const { answer, ...more } = accessOf(cluster).may({ user: username, groups }, accessRequest(question));
    if (answer !== 'unknown') return answer === 'yes';
    const kinds = 'unread' in more ? more.unread.map(({ kind }) => kind).join(', ') : '';
    return {
      state: 'not-connected',
      message: `The policy asks what ${username} may do, and not all that could allow it was read: ${kinds}.`,
    };
  };
}

/** RBAC takes no notice of selectors: https://kubernetes.io/docs/reference/access-authn-authz/authorization/ */
function accessRequest({
  verb,
  path,
  group,
  resource,
  subresource,
  namespace,
  name,
}: AccessQuestion): AccessRequest {
  if (path !== undefined) return { verb, path };
  return {
    verb,
    apiGroup: group ?? '',
    resource: resource ?? '',
    ...(subresource && { subresource }),
    ...(namespace && { namespace }),
    ...(name && { name }),
  };
}

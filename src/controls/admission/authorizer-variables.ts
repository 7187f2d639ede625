import { type AuthorizationQuestion, createAuthorizer, createResourceCheck } from '@plimsoll/cel';
import type { UnknownReason } from '../result.ts';
import type { AdmissionRequest, Requester, SeenAs } from './admission-request.ts';
import { UnknownValue } from './unknown-value.ts';

/** What a question to the authorizer is about; the service account of the question is already the one who asks. */
export type AccessQuestion = Omit<AuthorizationQuestion, 'serviceAccount'>;

/** Whether somebody may do something in the cluster, or why nobody knows. */
export type AnswerAccess = (requester: Requester, question: AccessQuestion) => boolean | UnknownReason;

/** Values of `authorizer` and `authorizer.requestResource`; functions are called when an expression first reads them. */
interface AuthorizerVariables {
  readonly authorizer: () => unknown;
  readonly 'authorizer.requestResource': () => unknown;
}

/**
 * The authorizer that expressions ask: what `answer` says of the requester, or of the service account they name.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#authorization-checks
 * @param answer undefined where nobody answers
 */
export function authorizerValues(
  { requester, namespace, name }: AdmissionRequest,
  { group, resource }: SeenAs,
  answer: AnswerAccess | undefined,
): AuthorizerVariables {
  const ask = ({ serviceAccount, ...question }: AuthorizationQuestion) => {
    if (answer === undefined) throw unknown('The policy asks the authorizer, which is not answered here.');
    const asking = serviceAccount === undefined ? requester : asRequester(serviceAccount);
    if (asking === undefined)
      throw unknown(
        'The policy asks what the sender of the request may do: say who that is with --as USER and --as-group GROUP.',
      );
    const allowed = answer(asking, question);
    if (typeof allowed !== 'boolean') throw new UnknownValue(allowed);
    return {
      allowed,
      get reason() {
        return withheldReason();
      },
    };
  };
  return {
    authorizer: () => createAuthorizer(ask),
    'authorizer.requestResource': () =>
      createResourceCheck(ask, { group, resource, subresource: '', namespace, name }),
  };
}

/** https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens */
function asRequester({ namespace, name }: { namespace: string; name: string }): Requester {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

/** The words of an authorizer are its own. */
function withheldReason(): never {
  throw unknown('The policy reads the reason of an authorization, which only the API server words.');
}

function unknown(message: string): UnknownValue {
  return new UnknownValue({ state: 'not-connected', message });
}

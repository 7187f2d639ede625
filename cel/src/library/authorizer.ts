import { declare, type Library } from '../declaration.ts';
import { fail } from '../failure.ts';
import { OpaqueValue } from '../values/value-type.ts';
import { dns1123Label, dns1123Subdomain } from './named-format.ts';

/** What an expression asks the authorizer. */
export interface AuthorizationQuestion {
  verb: string;
  /** The service account to ask for; the user of the request when absent. */
  serviceAccount?: { namespace: string; name: string };
  /** For a path outside the resources, such as `/healthz`. */
  path?: string;
  group?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  fieldSelector?: string;
  labelSelector?: string;
}

export interface AuthorizationAnswer {
  allowed: boolean;
  reason?: string;
  /** Set when the question could not be answered. */
  error?: string;
}

export type AnswerQuestion = (question: AuthorizationQuestion) => AuthorizationAnswer;

type PartialQuestion = Omit<AuthorizationQuestion, 'verb'>;

/** Upstream compares these with nothing: even `authorizer == authorizer` has no overload. */
abstract class IncomparableValue extends OpaqueValue {
  override get isReference(): boolean {
    return true;
  }

  equals(): boolean {
    return false;
  }
}

/** One step of `authorizer.group(…).resource(…).check(…)`: a question that is being put together. */
class AuthorizationStep extends IncomparableValue {
  readonly typeName: string;
  readonly answer: AnswerQuestion;
  readonly question: PartialQuestion;

  constructor(typeName: string, answer: AnswerQuestion, question: PartialQuestion) {
    super();
    this.typeName = typeName;
    this.answer = answer;
    this.question = question;
  }

  override toString(): string {
    return this.typeName;
  }
}

class Decision extends IncomparableValue {
  readonly typeName = 'kubernetes.authorization.Decision';
  readonly answer: AuthorizationAnswer;
  constructor(answer: AuthorizationAnswer) {
    super();
    this.answer = answer;
  }
}

const authorizerType = 'kubernetes.authorization.Authorizer';
const pathCheck = 'kubernetes.authorization.PathCheck';
const groupCheck = 'kubernetes.authorization.GroupCheck';
const resourceCheck = 'kubernetes.authorization.ResourceCheck';

/** Makes the value of the variable `authorizer`, answered by a function. */
export function createAuthorizer(answer: AnswerQuestion): OpaqueValue {
  return new AuthorizationStep(authorizerType, answer, {});
}

/**
 * Makes the value of `authorizer.requestResource`: the question about the resource of a request, still without its verb.
 */
export function createResourceCheck(answer: AnswerQuestion, resource: PartialQuestion): OpaqueValue {
  return new AuthorizationStep(resourceCheck, answer, resource);
}

const extend = (typeName: string, field: keyof PartialQuestion) => (step: AuthorizationStep, value: string) =>
  new AuthorizationStep(typeName, step.answer, { ...step.question, [field]: value });

function forServiceAccount(step: AuthorizationStep, namespace: string, name: string): AuthorizationStep {
  if (dns1123Subdomain(name).length > 0) fail('invalid-argument', 'Invalid service account name');
  if (dns1123Label(namespace).length > 0) fail('invalid-argument', 'Invalid service account namespace');
  return new AuthorizationStep(authorizerType, step.answer, {
    ...step.question,
    serviceAccount: { namespace, name },
  });
}

function forPath(step: AuthorizationStep, path: string): AuthorizationStep {
  if (path.trim() === '') fail('invalid-argument', 'path must not be empty');
  return extend(pathCheck, 'path')(step, path);
}

function forResource(step: AuthorizationStep, resource: string): AuthorizationStep {
  if (resource.trim() === '') fail('invalid-argument', 'resource must not be empty');
  return extend(resourceCheck, 'resource')(step, resource);
}

function check(step: AuthorizationStep, verb: string): Decision {
  return new Decision(step.answer({ ...step.question, verb }));
}

/** https://github.com/kubernetes/apiserver/blob/master/pkg/cel/library/authz.go */
export const authorizer: Library = [
  declare('authorizer_path', 'Authorizer.path(string): PathCheck', forPath),
  declare('authorizer_group', 'Authorizer.group(string): GroupCheck', extend(groupCheck, 'group')),
  declare(
    'authorizer_serviceaccount',
    'Authorizer.serviceAccount(string, string): Authorizer',
    forServiceAccount,
  ),
  declare('groupcheck_resource', 'GroupCheck.resource(string): ResourceCheck', forResource),
  declare(
    'resourcecheck_subresource',
    'ResourceCheck.subresource(string): ResourceCheck',
    extend(resourceCheck, 'subresource'),
  ),
  declare(
    'resourcecheck_namespace',
    'ResourceCheck.namespace(string): ResourceCheck',
    extend(resourceCheck, 'namespace'),
  ),
  declare('resourcecheck_name', 'ResourceCheck.name(string): ResourceCheck', extend(resourceCheck, 'name')),
  declare('pathcheck_check', 'PathCheck.check(string): Decision', check),
  declare('resourcecheck_check', 'ResourceCheck.check(string): Decision', check),
  declare(
    'decision_errored',
    'Decision.errored(): bool',
    ({ answer }: Decision) => answer.error !== undefined,
  ),
  declare('decision_error', 'Decision.error(): string', ({ answer }: Decision) => answer.error ?? ''),
  declare('decision_allowed', 'Decision.allowed(): bool', ({ answer }: Decision) => answer.allowed),
  declare('decision_reason', 'Decision.reason(): string', ({ answer }: Decision) => answer.reason ?? ''),
];

/** What Kubernetes 1.31 adds. */
export const authorizerSelectors: Library = [
  declare(
    'authorizer_fieldselector',
    'ResourceCheck.fieldSelector(string): ResourceCheck',
    extend(resourceCheck, 'fieldSelector'),
  ),
  declare(
    'authorizer_labelselector',
    'ResourceCheck.labelSelector(string): ResourceCheck',
    extend(resourceCheck, 'labelSelector'),
  ),
];

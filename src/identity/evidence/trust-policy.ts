import { effectOf, like, recordOf, statementsOf, textsOf } from './iam-document.ts';
import type { TrustCondition, TrustStatement } from './model.ts';

/**
 * The statements of a trust policy; what is no statement allows nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readTrust(document: unknown): TrustStatement[] {
  return statementsOf(document).flatMap((statement) => {
    const effect = effectOf(statement);
    if (effect === undefined) return [];
    const principal = recordOf(statement['Principal']);
    return {
      effect,
      actions: textsOf(statement['Action']),
      federated: textsOf(principal['Federated']),
      services: textsOf(principal['Service']),
      aws: textsOf(statement['Principal'] === '*' ? '*' : principal['AWS']),
      conditions: conditionsOf(statement['Condition']),
    };
  });
}

function conditionsOf(value: unknown): TrustCondition[] {
  return Object.entries(recordOf(value)).flatMap(([operator, keys]) =>
    Object.entries(recordOf(keys)).map(([key, values]) => ({ operator, key, values: textsOf(values) })),
  );
}

/** How a trust policy lets a service account of a cluster in by its token, or undefined. */
export interface WebIdentityTrust {
  /** The condition on `sub` is a pattern with `*` or `?`, or there is none. */
  readonly wide: boolean;
  /** There is no condition on `aud`. */
  readonly anyAudience: boolean;
}

/**
 * Whether a role trusts tokens of an issuer for a subject. Every condition of a statement must hold; those on other keys
 * than `sub` and `aud` of the issuer are taken as holding, for they are not known here, and a statement that denies wins.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function trustsWebIdentity(
  trust: readonly TrustStatement[],
  { issuer, subject, audience }: { issuer: string; subject: string; audience: string },
): WebIdentityTrust | undefined {
  const matching = trust.filter(
    (statement) =>
      allowsAction(statement, 'sts:AssumeRoleWithWebIdentity') &&
      statement.federated.some((arn) => arn === '*' || arn.endsWith(`:oidc-provider/${issuer}`)) &&
      statement.conditions.every((condition) => {
        const asked =
          condition.key === `${issuer}:sub`
            ? subject
            : condition.key === `${issuer}:aud`
              ? audience
              : undefined;
        return asked === undefined || holds(condition, asked);
      }),
  );
  if (matching.some(({ effect }) => effect === 'Deny')) return undefined;
  const [first] = matching;
  if (first === undefined) return undefined;
  const on = (key: string) => first.conditions.filter((condition) => condition.key === `${issuer}:${key}`);
  const subjects = on('sub');
  return {
    wide: subjects.every(
      ({ operator, values }) =>
        operator.startsWith('StringLike') && values.some((value) => /[*?]/.test(value)),
    ),
    anyAudience: on('aud').length === 0,
  };
}

/** Whether a role may be used by the agent of EKS Pod Identity. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
export function trustsPodIdentity(trust: readonly TrustStatement[]): boolean {
  const matching = trust.filter(({ services }) => services.includes('pods.eks.amazonaws.com'));
  const allowed = matching.filter(({ effect }) => effect === 'Allow');
  return (
    !matching.some(({ effect }) => effect === 'Deny') &&
    ['sts:AssumeRole', 'sts:TagSession'].every((action) => allowed.some((each) => allowsAction(each, action)))
  );
}

/**
 * How a trust policy lets another role in: by its name, or with its whole account, whose own policies then decide. A
 * statement with conditions that allows is taken for not allowing, and one that denies for denying.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function trustsRole(trust: readonly TrustStatement[], arn: string): 'named' | 'account' | undefined {
  const account = arn.split(':')[4] ?? '';
  const asking = trust.filter((statement) => allowsAction(statement, 'sts:AssumeRole'));
  const names = ({ aws }: TrustStatement) => aws.includes(arn);
  const holdsIn = ({ aws }: TrustStatement) =>
    aws.some((each) => each === '*' || each === account || each === arn.replace(/:role\/.*$/, ':root'));
  if (asking.some((each) => each.effect === 'Deny' && (names(each) || holdsIn(each)))) return undefined;
  const allowing = asking.filter(({ effect, conditions }) => effect === 'Allow' && conditions.length === 0);
  if (allowing.some(names)) return 'named';
  return allowing.some(holdsIn) ? 'account' : undefined;
}

function allowsAction({ actions }: TrustStatement, action: string): boolean {
  return actions.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase()));
}

function holds({ operator, values }: TrustCondition, asked: string): boolean {
  const name = operator.replace(/^ForA(?:ny|ll)Values?:/, '').replace(/IfExists$/, '');
  switch (name) {
    case 'StringEquals':
      return values.includes(asked);
    case 'StringLike':
      return values.some((pattern) => like(pattern, asked));
    case 'StringEqualsIgnoreCase':
      return values.some((value) => value.toLowerCase() === asked.toLowerCase());
    case 'StringNotEquals':
      return !values.includes(asked);
    case 'StringNotLike':
      return !values.some((pattern) => like(pattern, asked));
    default:
      return false;
  }
}

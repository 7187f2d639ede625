import { effectOf, like, recordOf, statementsOf, textsOf } from './iam-document.ts';

/** One statement of a policy about what an identity may do. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  /** Patterns of actions; those it is about, or with `excepts` those it is not about. */
  readonly actions: readonly string[];
  readonly exceptsActions: boolean;
  readonly resources: readonly string[];
  readonly exceptsResources: boolean;
  /** It holds on conditions, which are not judged. */
  readonly conditional: boolean;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html */
export function readPolicy(document: unknown): PolicyStatement[] {
  return statementsOf(document).flatMap((statement) => {
    const effect = effectOf(statement);
    if (effect === undefined) return [];
    const exceptsActions = statement['NotAction'] !== undefined;
    const exceptsResources = statement['NotResource'] !== undefined;
    return {
      effect,
      actions: textsOf(statement[exceptsActions ? 'NotAction' : 'Action']),
      exceptsActions,
      resources: textsOf(statement[exceptsResources ? 'NotResource' : 'Resource']),
      exceptsResources,
      conditional: Object.keys(recordOf(statement['Condition'])).length > 0,
    };
  });
}

/**
 * Whether policies allow an action on a resource: a statement that denies wins over all that allow. A statement with
 * conditions that allows is taken for not allowing, and one that denies for denying, so that a yes is sure.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(statements: readonly PolicyStatement[], action: string, resource: string): boolean {
  let allowed = false;
  for (const statement of statements) {
    if (!isAbout(statement, action, resource)) continue;
    if (statement.effect === 'Deny') return false;
    allowed ||= !statement.conditional;
  }
  return allowed;
}

/** Whether policies allow every action on everything, and deny nothing. */
export function allowsEverything(statements: readonly PolicyStatement[]): boolean {
  return (
    statements.some(
      ({ effect, actions, resources, conditional, exceptsActions, exceptsResources }) =>
        effect === 'Allow' &&
        !conditional &&
        !exceptsActions &&
        !exceptsResources &&
        actions.some((action) => action === '*' || action === '*:*') &&
        resources.includes('*'),
    ) && !statements.some(({ effect }) => effect === 'Deny')
  );
}

function isAbout(
  { actions, exceptsActions, resources, exceptsResources }: PolicyStatement,
  action: string,
  resource: string,
): boolean {
  const hasAction = actions.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase()));
  const hasResource = resources.some((pattern) => like(pattern, resource));
  return hasAction !== exceptsActions && hasResource !== exceptsResources;
}

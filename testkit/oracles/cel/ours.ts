import { taggedValue } from '../../../cel/src/conformance/tagged-value.ts';
import {
  type AuthorizationQuestion,
  CelError,
  type CelType,
  createAuthorizer,
  createResourceCheck,
  type Environment,
  formatType,
  kubernetesEnvironment,
  type OpenApiVariables,
  openApiVariables,
  types,
} from '../../../cel/src/index.ts';
import type { CelAnswer, CelQuestion } from './question.ts';

interface Prepared {
  readonly environment: Environment;
  readonly openApi: OpenApiVariables;
}

const environments = new Map<string, Prepared>();
/** Schemas are generated: each environment is used once or twice. */
const mostEnvironments = 200;

/** The answer of our implementation, in the shape of the oracle's. */
export function ourAnswer(question: CelQuestion): CelAnswer {
  const { environment } = environmentOf(question);
  let cost = 0;
  let type: string | undefined;
  try {
    const program = environment.compile(question.expression);
    type = upstreamTypeName(formatType(program.resultType));
    const value = program.evaluate(activationOf(question), { onCost: (used) => (cost = used) });
    return { outcome: 'value', value: taggedValue(value), type, cost };
  } catch (error) {
    if (!(error instanceof CelError)) return { outcome: 'panic', message: String(error) };
    const message = `${error.code}: ${error.message}`;
    return type === undefined
      ? { outcome: 'compile-error', message }
      : { outcome: 'error', type, cost, message };
  }
}

function environmentOf({
  version,
  variables = {},
  types: declared = {},
  schemas = {},
  authorizer,
}: CelQuestion): Prepared {
  const key = JSON.stringify([version, Object.keys(variables), declared, schemas, authorizer === undefined]);
  const known = environments.get(key);
  if (known !== undefined) return known;
  const dynamic = Object.keys(variables).map((name): [string, CelType] => [name, types.dyn]);
  const typed = Object.entries(declared).map(([name, text]): [string, CelType] => [name, typeOf(text)]);
  const asked: [string, CelType][] =
    authorizer === undefined
      ? []
      : [
          ['authorizer', types.authorizer],
          ['authorizer.requestResource', types.opaque('kubernetes.authorization.ResourceCheck')],
        ];
  const openApi = openApiVariables(schemas);
  const environment = kubernetesEnvironment({
    version,
    variables: { ...Object.fromEntries([...dynamic, ...typed, ...asked]), ...openApi.variables },
    provider: openApi.provider,
  });
  const made = { environment, openApi };
  if (environments.size >= mostEnvironments) environments.clear();
  environments.set(key, made);
  return made;
}

/** The static estimate of ours, in the shape of the oracle's. */
export function ourEstimate(question: CelQuestion): CelAnswer {
  const { environment, openApi } = environmentOf(question);
  try {
    const program = environment.compile(question.expression);
    const { min, max } = program.staticCost(openApi.sizeOfPath);
    const type = upstreamTypeName(formatType(program.resultType));
    return { outcome: 'value', type, estimate: { min: String(min), max: String(max) } };
  } catch (error) {
    if (!(error instanceof CelError)) return { outcome: 'panic', message: String(error) };
    return { outcome: 'compile-error', message: `${error.code}: ${error.message}` };
  }
}

const simple: Readonly<Record<string, CelType>> = {
  dyn: types.dyn,
  bool: types.bool,
  int: types.int,
  double: types.double,
  string: types.string,
};

function typeOf(text: string): CelType {
  const applied = /^(list|map)\((?:(\w+), )?(\w+)\)$/.exec(text);
  if (applied?.[1] === 'list') return types.list(typeOf(applied[3] ?? ''));
  if (applied?.[1] === 'map') return types.map(typeOf(applied[2] ?? ''), typeOf(applied[3] ?? ''));
  const found = simple[text];
  if (found === undefined) throw new Error(`unknown type ${text}`);
  return found;
}

function activationOf({ variables = {}, authorizer }: CelQuestion): Record<string, unknown> {
  if (authorizer === undefined) return { ...variables };
  const answer = (asked: AuthorizationQuestion) => ({
    allowed: authorizer.allow.includes(asked.verb),
    reason: reasonOf(asked),
    ...(authorizer.fail.includes(asked.verb) ? { error: 'cannot say' } : {}),
  });
  return {
    ...variables,
    authorizer: createAuthorizer(answer),
    'authorizer.requestResource': createResourceCheck(answer, {
      group: 'apps',
      resource: 'deployments',
      subresource: 'scale',
      namespace: 'team',
      name: 'web',
    }),
  };
}

/** The whole question, as the oracle's authorizer gives it for a reason. */
function reasonOf(asked: AuthorizationQuestion): string {
  const { serviceAccount: account } = asked;
  const user = account === undefined ? 'asker' : `system:serviceaccount:${account.namespace}:${account.name}`;
  const { verb, path = '', group = '', resource = '', subresource = '', namespace = '', name = '' } = asked;
  return [user, verb, path, group, resource, subresource, namespace, name].join('|');
}

/** How the API server prints types, where that differs from CEL's own names. */
function upstreamTypeName(type: string): string {
  return type
    .replaceAll(/\btimestamp\b/g, 'google.protobuf.Timestamp')
    .replaceAll(/\bduration\b/g, 'google.protobuf.Duration')
    .replaceAll(/\bnull\b/g, 'null_type');
}

export { CelError, type CelErrorCode, celErrorCodes, type SourceRange } from './cel-error.ts';
export { type CelType, formatType, types } from './cel-type.ts';
export type { SizeOfPath } from './cost/static-cost.ts';
export { type CompileOptions, Environment } from './environment.ts';
export type { Witness, WitnessElement, WitnessField } from './explain.ts';
export {
  type EnvironmentOptions,
  kubernetesEnvironment,
  kubernetesVersions,
} from './kubernetes-environment.ts';
export {
  type AnswerQuestion,
  type AuthorizationAnswer,
  type AuthorizationQuestion,
  createAuthorizer,
  createResourceCheck,
} from './library/authorizer.ts';
export type { OpenApiSchema } from './openapi/declared-type.ts';
export { type OpenApiVariables, openApiVariables } from './openapi/openapi-variables.ts';
export { type Activation, defaultCostLimit, type EvaluateOptions, Program } from './program.ts';
export type { KnownParts, PartPath, Provenance } from './provenance.ts';
export { escapeFieldName, type SchemaProvider, unescapeFieldName } from './schema-provider.ts';
export { childrenOf, type Expression, type SyntaxNode } from './syntax/syntax-tree.ts';
export { LazyVariables } from './values/lazy-variables.ts';
export { toPlain } from './values/plain.ts';

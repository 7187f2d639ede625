export { checkTypes, type TypeWarning } from './check-types.ts';
export { type ApiDocument, type CompactTypes, compactTypes } from './compact-types.ts';
export { KubernetesTypes } from './schema-provider.ts';

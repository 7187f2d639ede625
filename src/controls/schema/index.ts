export { checkTypes, serverTypeWarnings, type TypeWarning } from './check-types.ts';
export { composedType } from './composed-type.ts';
export { kubernetesTypes } from './kubernetes-types.ts';
export { KubernetesTypes } from './schema-provider.ts';

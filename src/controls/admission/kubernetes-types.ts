import { type CelType, type SchemaProvider, types } from '@plimsoll/cel';
import { composedType } from '../schema/index.ts';

const text = types.string;
const groupVersionKind = { group: text, version: text, kind: text };
const groupVersionResource = { group: text, version: text, resource: text };

/**
 * Types of the variables that the API server declares: a wrong field of these is an error when a policy is stored.
 * https://github.com/kubernetes/apiserver/blob/master/pkg/admission/plugin/cel/compile.go
 */
const declared: Readonly<Record<string, Readonly<Record<string, CelType>>>> = {
  'kubernetes.GroupVersionKind': groupVersionKind,
  'kubernetes.GroupVersionResource': groupVersionResource,
  'kubernetes.UserInfo': {
    username: text,
    uid: text,
    groups: types.list(text),
    extra: types.map(text, types.list(text)),
  },
  'kubernetes.AdmissionRequest': {
    kind: types.object('kubernetes.GroupVersionKind'),
    resource: types.object('kubernetes.GroupVersionResource'),
    subResource: text,
    requestKind: types.object('kubernetes.GroupVersionKind'),
    requestResource: types.object('kubernetes.GroupVersionResource'),
    requestSubResource: text,
    name: text,
    namespace: text,
    operation: text,
    userInfo: types.object('kubernetes.UserInfo'),
    dryRun: types.bool,
    options: types.dyn,
  },
  'kubernetes.NamespaceSpec': { finalizers: types.list(text) },
  'kubernetes.NamespaceCondition': {
    status: text,
    type: text,
    lastTransitionTime: types.timestamp,
    message: text,
    reason: text,
  },
  'kubernetes.NamespaceStatus': {
    conditions: types.list(types.object('kubernetes.NamespaceCondition')),
    phase: text,
  },
  'kubernetes.NamespaceMetadata': {
    name: text,
    generateName: text,
    namespace: text,
    labels: types.map(text, text),
    annotations: types.map(text, text),
    UID: text,
    creationTimestamp: types.timestamp,
    deletionGracePeriodSeconds: types.int,
    deletionTimestamp: types.timestamp,
    generation: types.int,
    resourceVersion: text,
    finalizers: types.list(text),
  },
  'kubernetes.Namespace': {
    metadata: types.object('kubernetes.NamespaceMetadata'),
    spec: types.object('kubernetes.NamespaceSpec'),
    status: types.object('kubernetes.NamespaceStatus'),
  },
};

const variablesType = 'kubernetes.variables';

/** Types of the variables of one policy; those of its own are added as they are compiled, each for those after it. */
export class PolicyTypes implements SchemaProvider {
  readonly #variables = new Map<string, CelType>();

  hasType(name: string): boolean {
    return name === variablesType || Object.hasOwn(declared, name);
  }

  findField(typeName: string, field: string): CelType | undefined {
    if (typeName === variablesType) return this.#variables.get(field);
    const fields = declared[typeName];
    return fields !== undefined && Object.hasOwn(fields, field) ? fields[field] : undefined;
  }

  addVariable(name: string, type: CelType): void {
    this.#variables.set(name, composedType(type));
  }
}

/** Declared in every expression. */
export const sharedVariables = {
  object: types.dyn,
  oldObject: types.dyn,
  request: types.object('kubernetes.AdmissionRequest'),
  namespaceObject: types.object('kubernetes.Namespace'),
};

/** Declared where a policy has a `paramKind`. */
export const paramsVariable = { params: types.dyn };

/** Declared everywhere but in match conditions. */
export const composedVariables = { variables: types.object(variablesType) };

/** Declared everywhere but in message expressions. */
export const authorizerVariables = {
  authorizer: types.authorizer,
  'authorizer.requestResource': types.opaque('kubernetes.authorization.ResourceCheck'),
};

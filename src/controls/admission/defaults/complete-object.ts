import type { CelType } from '@plimsoll/cel';
import { type KubernetesTypes, kubernetesTypes } from '../../schema/index.ts';
import { celVersion } from '../policy-environments.ts';
import { decidedByServer } from '../unknown-value.ts';
import { computedDefaults } from './computed-defaults.ts';
import { createdObjects } from './created-objects.ts';
import { fixedDefaults } from './fixed-defaults.ts';
import goFields from './go-fields.json' with { type: 'json' };
import { isJsonObject, type JsonObject, objectIn } from './json-object.ts';

/** What becomes of fields of a type that have no value: it depends on how the Go type of the server declares them. */
export interface GoFields {
  /** Not there when they are empty, zero or false: to the server there is no difference. */
  readonly omitted?: readonly string[];
  /** Always there, as an object that may be empty. */
  readonly structs?: readonly string[];
  /** Always there, empty or zero. */
  readonly zero?: readonly string[];
}

const fieldsByType: Readonly<Record<string, GoFields>> = goFields;

/** What is completed, as `apps/v1/Deployment`; the core group is empty. */
export const completedKinds: readonly string[] = Object.keys(createdObjects);

/** Whether what such an object does not have after {@link completeObject} is not there for the API server either. */
export function isCompletedKind(group: string, version: string, kind: string): boolean {
  return Object.hasOwn(createdObjects, `${group}/${version}/${kind}`);
}

/**
 * A manifest as policies of the API server see it when it is created: defaults are filled in, what its Go types do not keep
 * is gone, and what only the server can decide is an unknown field. Objects of other kinds come back as they are.
 * Neither mutating webhooks and policies nor LimitRanges are applied.
 * @param minor of the Kubernetes version: 37 for 1.37
 */
export function completeObject(
  object: Readonly<Record<string, unknown>>,
  [group, version, kind]: readonly [group: string, version: string, kind: string],
  minor: number,
): Readonly<Record<string, unknown>> {
  const created = isCompletedKind(group, version, kind)
    ? createdObjects[`${group}/${version}/${kind}`]
    : undefined;
  const types = kubernetesTypes(celVersion(minor));
  const type = types.ofKind(group, version, kind);
  if (created === undefined || type === undefined) return object;
  const completed = complete(object, type, { types, minor }) as JsonObject;
  created(completed, minor);
  completed['metadata'] = { ...writtenByServer, ...objectIn(completed['metadata']) };
  if (!statusless.has(kind)) completed['status'] ??= decidedByServer('the status of a new object');
  return completed;
}

const writtenByServer = {
  uid: decidedByServer('the uid of the object'),
  creationTimestamp: decidedByServer('the time of creation'),
  generation: decidedByServer('the generation of the object'),
  managedFields: decidedByServer('who wrote which field'),
};

const statusless: ReadonlySet<string> = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'ConfigMap',
  'NetworkPolicy',
  'PodTemplate',
  'Role',
  'RoleBinding',
  'Secret',
  'ServiceAccount',
]);

interface Walk {
  readonly types: KubernetesTypes;
  readonly minor: number;
}

/** From the outside in, as the server does it: a default may be an object that has defaults of its own. */
function complete(value: unknown, type: CelType | undefined, walk: Walk): unknown {
  if (type?.kind === 'list' && Array.isArray(value)) {
    return value.map((item) => complete(item, type.element, walk));
  }
  if (type?.kind === 'map' && isJsonObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, complete(item, type.value, walk)]),
    );
  }
  return type?.kind === 'object' && isJsonObject(value) ? completeType(value, type.name, walk) : value;
}

function completeType(value: JsonObject, name: string, walk: Walk): JsonObject {
  const copy = { ...value };
  const { omitted = [], structs = [], zero = [] } = fieldsByType[name] ?? {};
  for (const field of [...omitted, ...zero]) if (isEmpty(copy[field])) delete copy[field];
  for (const field of structs) copy[field] ??= {};
  const short = name.replace(/^io\.k8s\.api\./, '');
  for (const { fields, since = 0 } of fixedDefaults[short] ?? []) {
    if (walk.minor < since) continue;
    for (const field of Object.keys(fields)) copy[field] ??= fields[field];
  }
  computedDefaults[short]?.(copy, walk.minor);
  for (const field of Object.keys(copy))
    copy[field] = complete(copy[field], walk.types.findField(name, field), walk);
  for (const field of zero) copy[field] ??= zeroOf(walk.types.findField(name, field));
  return copy;
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '' || value === 0 || value === false) return true;
  if (typeof value !== 'object') return false;
  return Object.keys(value).length === 0;
}

function zeroOf(type: CelType | undefined): unknown {
  return type?.kind === 'int' ? 0 : type?.kind === 'bool' ? false : '';
}

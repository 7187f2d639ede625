import type { FieldPath, KubernetesObject } from './object.ts';
import { splitApiVersion } from './object.ts';
import { podTemplateKindOf } from './pod-template-kinds.ts';
import { type Fields, isFields } from './unstructured.ts';

/** A field that is written with a type that the API does not have there. */
export interface WrongType {
  readonly path: FieldPath;
  /** `a map`, `a list`, `a string`, `true or false`, `a number`. */
  readonly expected: string;
  readonly value: unknown;
}

type Type = 'map' | 'list' | 'text' | 'flag' | 'number';
type Types = Readonly<Record<string, Type>>;

const words: Readonly<Record<Type, string>> = {
  map: 'a map',
  list: 'a list',
  text: 'a string',
  flag: 'true or false',
  number: 'a number',
};

function typesOf(fields: Readonly<Partial<Record<Type, string>>>): Types {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([type, names]) => names.split(' ').map((name) => [name, type as Type])),
  );
}

/** Fields that decide what is judged, of kinds of Kubernetes: https://kubernetes.io/docs/reference/kubernetes-api/ */
const topLevel: Types = typesOf({ map: 'spec data roleRef', list: 'rules subjects webhooks' });
const podSpec: Types = typesOf({
  list: 'containers initContainers ephemeralContainers volumes tolerations imagePullSecrets',
  map: 'securityContext affinity nodeSelector',
  flag: 'hostNetwork hostPID hostIPC hostUsers shareProcessNamespace automountServiceAccountToken',
  text: 'serviceAccountName nodeName runtimeClassName restartPolicy',
});
const container: Types = typesOf({
  list: 'args command env envFrom ports volumeMounts volumeDevices',
  map: 'securityContext resources livenessProbe readinessProbe startupProbe lifecycle',
  text: 'name image imagePullPolicy',
});
const securityContext: Types = typesOf({
  flag: 'privileged allowPrivilegeEscalation readOnlyRootFilesystem runAsNonRoot',
  map: 'capabilities seccompProfile appArmorProfile seLinuxOptions windowsOptions',
  number: 'runAsUser runAsGroup fsGroup',
  text: 'procMount',
});
const serviceSpec: Types = typesOf({
  list: 'ports externalIPs loadBalancerSourceRanges',
  map: 'selector',
  text: 'type',
});

/** Groups whose kinds are Kubernetes' own; custom resources may take what they like. */
const ownGroups: ReadonlySet<string> = new Set([
  '',
  'apps',
  'batch',
  'rbac.authorization.k8s.io',
  'admissionregistration.k8s.io',
  'networking.k8s.io',
  'policy',
]);

/**
 * What the API server would refuse in an object because of its type: text of a template that nobody rendered, a map in
 * place of a list, a workload without pods. A rule that looks for such a field finds none, and must not call that a pass.
 * Nulls count as absent, as on the server.
 */
export function wrongTypes(object: KubernetesObject): WrongType[] {
  const { group } = splitApiVersion(object.apiVersion);
  if (!ownGroups.has(group)) return [];
  const found: WrongType[] = [];
  check(object, topLevel, [], found);
  if (group === '' && object.kind === 'Service') checkAt(object, ['spec'], serviceSpec, found);
  for (const { path } of podTemplateKindOf(group, object.kind)?.templates ?? [])
    checkPod(object, path === '' ? [] : path.split('.'), found);
  return found;
}

function checkPod(object: Fields, template: readonly string[], found: WrongType[]): void {
  // A Pod without a spec is unknown to every rule; only a workload would be passed over.
  if (template.length === 0 && object['spec'] === undefined) return;
  const path = [...template, 'spec'];
  const spec = mapAt(object, path, found);
  if (spec === undefined) return;
  check(spec, podSpec, path, found);
  checkAt(object, [...path, 'securityContext'], securityContext, found);
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    const containers = spec[list];
    if (!Array.isArray(containers)) continue;
    for (const [index, each] of (containers as readonly unknown[]).entries()) {
      const place = [...path, list, index];
      if (!isFields(each)) {
        found.push({ path: place, expected: words.map, value: each });
        continue;
      }
      check(each, container, place, found);
      const context = each['securityContext'];
      if (isFields(context)) check(context, securityContext, [...place, 'securityContext'], found);
    }
  }
}

/** The map at the end of a path that must be there; what stands in its way is told once. */
function mapAt(root: Fields, path: readonly string[], found: WrongType[]): Fields | undefined {
  let value: Fields = root;
  for (const [index, step] of path.entries()) {
    const next = value[step];
    if (!isFields(next)) {
      const place = path.slice(0, index + 1);
      if (!found.some((each) => each.path.join('.') === place.join('.')))
        found.push({ path: place, expected: words.map, value: next });
      return undefined;
    }
    value = next;
  }
  return value;
}

function checkAt(root: Fields, path: readonly string[], types: Types, found: WrongType[]): void {
  let value: unknown = root;
  for (const step of path) value = isFields(value) ? value[step] : undefined;
  if (isFields(value)) check(value, types, path, found);
}

function check(fields: Fields, types: Types, path: FieldPath, found: WrongType[]): void {
  for (const field of Object.keys(fields)) {
    const type = Object.hasOwn(types, field) ? types[field] : undefined;
    const value = fields[field];
    if (type === undefined || value === undefined || value === null || is(value, type)) continue;
    found.push({ path: [...path, field], expected: words[type], value });
  }
}

function is(value: unknown, type: Type): boolean {
  switch (type) {
    case 'map':
      return isFields(value);
    case 'list':
      return Array.isArray(value);
    case 'text':
      return typeof value === 'string';
    case 'flag':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
  }
}

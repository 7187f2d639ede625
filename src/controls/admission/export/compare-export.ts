import {
  type Cluster,
  type ClusterObject,
  formatPath,
  isFields,
  objectKey,
  splitApiVersion,
} from '../../../cluster/index.ts';
import type { UnknownReason } from '../../result.ts';
import { type ExportedObject, managedBy, managedByLabel } from './exported-object.ts';

/** One way in which a cluster differs from an export. */
export interface ExportDifference {
  readonly state: 'missing' | 'different' | 'extra';
  readonly kind: string;
  readonly name: string;
  /** Fields that differ: `spec.validations[0].expression`. */
  readonly fields: readonly string[];
}

export interface ExportComparison {
  readonly differences: readonly ExportDifference[];
  /** Kinds that could not be read: nothing is said about them. */
  readonly unknown: readonly UnknownReason[];
}

const kinds = [
  { group: '', kind: 'Namespace' },
  { group: '', kind: 'ConfigMap' },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingAdmissionPolicy' },
  { group: 'admissionregistration.k8s.io', kind: 'ValidatingAdmissionPolicyBinding' },
] as const;

/**
 * What a cluster has in place of an export: missing, different, or left over from an earlier one (known by its label).
 * What the API server fills in is no difference.
 */
export function compareExport(objects: readonly ExportedObject[], cluster: Cluster): ExportComparison {
  const unknown = new Map<string, UnknownReason>();
  for (const { group, kind } of kinds) {
    const knowledge = cluster.knowledgeOf(group, kind);
    if (knowledge.complete || !objects.some((each) => each.kind === kind)) continue;
    const { state, reason, permission } = knowledge;
    unknown.set(kind, { state, message: `${kind}: ${reason}`, ...(permission && { permission }) });
  }
  const wanted = new Map(objects.map((object) => [keyOf(object), object]));
  const differences: ExportDifference[] = [];
  for (const [key, object] of wanted) {
    const found = cluster.get(key);
    const about = { kind: object.kind, name: nameOf(object.metadata) };
    if (found === undefined) {
      if (!unknown.has(object.kind)) differences.push({ state: 'missing', ...about, fields: [] });
      continue;
    }
    const fields = differingFields(object, found);
    if (fields.length > 0) differences.push({ state: 'different', ...about, fields });
  }
  for (const object of leftOver(cluster, wanted)) {
    differences.push({ state: 'extra', kind: object.kind, name: nameOf(object.body.metadata), fields: [] });
  }
  return { differences, unknown: [...unknown.values()] };
}

function* leftOver(cluster: Cluster, wanted: ReadonlyMap<string, unknown>): Iterable<ClusterObject> {
  for (const { group, kind } of kinds) {
    for (const object of cluster.ofKind(group, kind)) {
      if (object.body.metadata.labels?.[managedByLabel] === managedBy && !wanted.has(object.key))
        yield object;
    }
  }
}

function keyOf({ apiVersion, kind, metadata }: ExportedObject): string {
  const { group } = splitApiVersion(apiVersion);
  return objectKey({ group, kind, namespace: metadata.namespace ?? '', name: metadata.name });
}

function nameOf({ namespace, name }: { readonly namespace?: string; readonly name: string }): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** Labels and annotations may have more than was exported; everything else must be the same. */
function differingFields(object: ExportedObject, { body }: ClusterObject): string[] {
  const paths: string[] = [];
  for (const field of ['labels', 'annotations'] as const) {
    for (const [key, value] of Object.entries(object.metadata[field] ?? {})) {
      if (body.metadata[field]?.[key] !== value) paths.push(formatPath(['metadata', field, key]));
    }
  }
  compare(withDefaults(object['spec']), withDefaults(body['spec']), ['spec'], paths);
  compare(object['data'], body['data'], ['data'], paths);
  return paths;
}

function compare(wanted: unknown, found: unknown, path: (string | number)[], paths: string[]): void {
  if (path[0] === 'spec' && wanted === undefined) return;
  if (Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length) {
    for (const [index, item] of wanted.entries()) compare(item, found[index], [...path, index], paths);
  } else if (isFields(wanted) && isFields(found)) {
    for (const field of new Set([...Object.keys(wanted), ...Object.keys(found)]))
      compareField(wanted[field], found[field], [...path, field], paths);
  } else if (wanted !== found) paths.push(formatPath(path));
}

function compareField(wanted: unknown, found: unknown, path: (string | number)[], paths: string[]): void {
  if (wanted === undefined || found === undefined) {
    if (wanted !== found) paths.push(formatPath(path));
  } else compare(wanted, found, path, paths);
}

/** https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/admissionregistration/v1/defaults.go */
function withDefaults(spec: unknown): unknown {
  if (!isFields(spec)) return spec;
  const { matchConstraints, matchResources } = spec;
  return {
    ...spec,
    ...(isFields(matchConstraints) && {
      failurePolicy: spec['failurePolicy'] ?? 'Fail',
      matchConstraints: matchDefaults(matchConstraints),
    }),
    ...(isFields(matchResources) && { matchResources: matchDefaults(matchResources) }),
  };
}

function matchDefaults(match: Readonly<Record<string, unknown>>) {
  const rules = (field: string) =>
    Array.isArray(match[field])
      ? { [field]: match[field].map((rule: object) => ({ scope: '*', ...rule })) }
      : {};
  return {
    matchPolicy: 'Equivalent',
    namespaceSelector: {},
    objectSelector: {},
    ...match,
    ...rules('resourceRules'),
    ...rules('excludeResourceRules'),
  };
}

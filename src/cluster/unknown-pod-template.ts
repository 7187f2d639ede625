import { builtInScope } from './known-scope.ts';
import { type FieldPath, splitApiVersion } from './object.ts';
import { podTemplateKindOf } from './pod-template-kinds.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Custom kinds that describe pods of others, to allow or to forbid them, and make none. */
const policyGroups: ReadonlySet<string> = new Set([
  'constraints.gatekeeper.sh',
  'kyverno.io',
  'mutations.gatekeeper.sh',
  'policies.kyverno.io',
  'templates.gatekeeper.sh',
]);

/** No custom resource that a person writes is larger or deeper; more is not looked at. */
const maximumValues = 5000;
const maximumDepth = 16;

/**
 * Where a custom resource of a kind that is not known to make pods (pod-template-kinds.ts) holds what looks like a pod
 * spec: a list `containers` or `initContainers` with images. Undefined where there is none. Such a template is not judged,
 * and whoever counts on it must be told.
 */
export function unknownPodTemplate(object: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: unknown;
}): FieldPath | undefined {
  const { group } = splitApiVersion(object.apiVersion);
  const isKnown = builtInScope(group, object.kind) ?? podTemplateKindOf(group, object.kind);
  if (isKnown !== undefined || policyGroups.has(group)) return undefined;
  const { metadata: _, status: __, ...content } = object;
  return podSpecIn(content);
}

interface Place {
  readonly value: unknown;
  readonly path: FieldPath;
}

/** Breadth first, so that the outermost comes first. */
function podSpecIn(root: Fields): FieldPath | undefined {
  const places: Place[] = [{ value: root, path: [] }];
  for (let at = 0; at < places.length; at++) {
    const { value, path } = places[at] as Place;
    if (looksLikePodSpec(value)) return path;
    if (path.length >= maximumDepth || typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      if (places.length >= maximumValues) break;
      if (typeof child !== 'object' || child === null) continue;
      places.push({ value: child, path: [...path, Array.isArray(value) ? Number(key) : key] });
    }
  }
  return undefined;
}

function looksLikePodSpec(value: unknown): boolean {
  if (!isFields(value)) return false;
  return [value['containers'], value['initContainers']].some(
    (list) => Array.isArray(list) && list.some((item) => isFields(item) && typeof item['image'] === 'string'),
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { builtInScope } from './known-scope.ts';
import { type FieldPath, splitApiVersion } from './object.ts';
import { podTemplateKindOf } from './pod-template-kinds.ts';
import { type Fields, isFields } from './unstructured.ts';

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
 * spec, under whatever name: containers, steps, sidecars or others with an image, or a `podTemplate`. Undefined where there
 * is none. Such a template is not judged, and whoever counts on it must be told.
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
    for (const key of Object.keys(value)) {
      if (places.length >= maximumValues) break;
      const child = (value as Fields)[key];
      if (typeof child !== 'object' || child === null) continue;
      places.push({ value: child, path: [...path, Array.isArray(value) ? Number(key) : key] });
    }
  }
  return undefined;
}

function looksLikePodSpec(value: unknown): boolean {
  if (!isFields(value)) return false;
  if (typeof value['image'] === 'string' && typeof value['script'] === 'string') return true;
  return Object.keys(value).some((key) => {
    const child = value[key];
    if (Array.isArray(child)) return child.some((item) => looksLikeContainer(item, key));
    if (!isFields(child)) return false;
    if (key === 'podTemplate') return Object.keys(child).some((field) => field !== 'metadata');
    return key === 'container' && looksLikeContainer(child, key);
  });
}

/** An image alone may be of a machine, or of a catalogue: the name of the list or other fields tell a container. */
function looksLikeContainer(item: unknown, key: string): boolean {
  if (!isFields(item)) return false;
  if (typeof item['image'] === 'string')
    return containerList.test(key) || containerFields.some((field) => field in item);
  // Steps of Tekton may take their image from elsewhere.
  return key === 'steps' && typeof item['script'] === 'string';
}

const containerList = /(?:containers|steps|sidecars)$/i;
const containerFields = ['args', 'command', 'env', 'resources', 'script', 'securityContext', 'volumeMounts'];

import type { ClusterObject, FieldPath } from './object.ts';
import { type PodTemplateShape, podTemplateKindOf } from './pod-template-kinds.ts';
import { type Fields, isFields } from './unstructured.ts';
import { visibleText } from './visible-text.ts';
import type { Container, ContainerType, PodTemplate } from './workload.ts';

const none: readonly PodTemplate[] = [];
const known = new WeakMap<ClusterObject, readonly PodTemplate[]>();

/**
 * The pod templates in an object, in the order of the object; empty for kinds that make no pods (see
 * pod-template-kinds.ts). Null and wrong-typed fields count as absent, so that one bad field hides nothing else.
 * The answer is kept as long as the object lives.
 */
export function podTemplatesOf(object: ClusterObject): readonly PodTemplate[] {
  const entry = podTemplateKindOf(object.group, object.kind);
  if (entry === undefined) return none;
  let templates = known.get(object);
  if (templates === undefined) {
    templates = entry.templates.flatMap((shape) =>
      placesOf(object.body, steps(shape.path)).flatMap((place) => podAt(object, shape, place)),
    );
    if (entry.partial) templates = templates.map((template) => ({ ...template, partial: true }));
    known.set(object, templates);
  }
  return templates;
}

interface Place {
  readonly path: FieldPath;
  readonly value: Fields;
}

/** Empty where the template makes no pod. */
function podAt(object: ClusterObject, shape: PodTemplateShape, place: Place): PodTemplate | readonly [] {
  const template = templateAt(object, shape, place);
  if (shape.ownContainerFor === undefined || template.containers.length > 0) return template;
  const hasOwn = shape.ownContainerFor.some((field) => isFields(place.value[field]));
  return hasOwn ? { ...template, partial: true } : [];
}

function templateAt(object: ClusterObject, shape: PodTemplateShape, place: Place): PodTemplate {
  const specSteps = steps(shape.spec ?? 'spec');
  const metadataSteps = steps(shape.metadata ?? 'metadata');
  const specPath = [...place.path, ...specSteps];
  const metadata = fieldsAt(place.value, metadataSteps);
  const spec = inherited(object, shape, fieldsAt(place.value, specSteps));
  return {
    object,
    name: nameOf(place.path),
    specPath,
    metadataPath: [...place.path, ...metadataSteps],
    spec,
    labels: strings(metadata['labels']),
    annotations: strings(metadata['annotations']),
    containers: containersOf(spec, specPath, shape),
    serviceAccountName: text(spec['serviceAccountName']) || text(spec['serviceAccount']) || 'default',
  };
}

/** The part of the path that tells templates of one object apart: `workerGroupSpecs[0]`; empty where there is one. */
function nameOf(path: FieldPath): string {
  const telling = path.filter((step) => typeof step === 'number' || !uninformative.has(step));
  return telling
    .map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`))
    .join('');
}

const uninformative = new Set([
  'spec',
  'template',
  'jobTemplate',
  'podTemplate',
  'rayClusterSpec',
  'rayClusterConfig',
  'leaderWorkerTemplate',
  'jobTargetRef',
  'workflowSpec',
]);

function inherited(object: ClusterObject, shape: PodTemplateShape, spec: Fields): Fields {
  if (shape.inherits === undefined) return spec;
  const parent = fieldsAt(object.body, steps(shape.inherits.path));
  const taken: Record<string, unknown> = {};
  for (const field of shape.inherits.fields) {
    const value = spec[field] ?? parent[field];
    if (value !== undefined && value !== null) taken[field] = value;
  }
  return { ...spec, ...taken };
}

function containersOf(spec: Fields, specPath: FieldPath, shape: PodTemplateShape): readonly Container[] {
  const places: { readonly path: string; readonly type?: ContainerType }[] = [
    { path: 'initContainers[]', type: 'initContainer' },
    { path: 'containers[]' },
    { path: 'ephemeralContainers[]', type: 'ephemeralContainer' },
    ...(shape.containers ?? []),
  ];
  return places.flatMap(({ path, type }) =>
    placesOf(spec, steps(path)).map((place) => ({
      name: visibleText(text(place.value['name'])) || lastField(place.path),
      type: type ?? 'container',
      path: [...specPath, ...place.path],
      spec: place.value,
    })),
  );
}

/** A container that stands in a field of its own (`script`, `model`) may go without a name; the field names it then. */
function lastField(path: FieldPath): string {
  const last = path.at(-1);
  return typeof last === 'string' ? last : '';
}

/** Every object that a path with `[]` and `*` leads to. */
function placesOf(root: Fields, path: readonly string[]): readonly Place[] {
  let places: readonly Place[] = [{ path: [], value: root }];
  for (const step of path) {
    places = places.flatMap((place) => childrenOf(place, step));
  }
  return places;
}

function childrenOf({ path, value }: Place, step: string): readonly Place[] {
  if (step === '*') {
    return Object.keys(value)
      .toSorted()
      .flatMap((key) => placeOf([...path, key], value[key]));
  }
  if (step.endsWith('[]')) {
    const field = step.slice(0, -2);
    const list = value[field];
    return Array.isArray(list)
      ? list.flatMap((item: unknown, at) => placeOf([...path, field, at], item))
      : [];
  }
  return placeOf([...path, step], value[step]);
}

function placeOf(path: FieldPath, value: unknown): readonly Place[] {
  return isFields(value) ? [{ path, value }] : [];
}

function fieldsAt(root: Fields, path: readonly string[]): Fields {
  let value = root;
  for (const step of path) {
    const next = value[step];
    if (!isFields(next)) return {};
    value = next;
  }
  return value;
}

const splitPaths = new Map<string, readonly string[]>([['', []]]);

function steps(path: string): readonly string[] {
  let split = splitPaths.get(path);
  if (split === undefined) {
    split = path.split('.');
    splitPaths.set(path, split);
  }
  return split;
}

function strings(value: unknown): Readonly<Record<string, string>> {
  if (!isFields(value)) return {};
  const entries = Object.entries(value);
  return entries.every(([, item]) => typeof item === 'string')
    ? (value as Readonly<Record<string, string>>)
    : Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

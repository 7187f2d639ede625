import { asMap, type Container, type Fields, type PodTemplate } from '../../cluster/index.ts';
import { isImageReference } from '../catalogue/image-reference.ts';
import { countedFields, mostJudged, tooLarge } from '../catalogue/pod-template-policy.ts';
import { valueAt } from '../field-pattern.ts';
import { holdsNull, withoutNulls } from './without-nulls.ts';

/** A pod template as policies see it: nulls dropped, shared variables computed once for all controls. */
export interface TemplateView {
  readonly template: PodTemplate;
  readonly podSpec: Fields;
  /** Nothing in the whole object is null, so that policies see it as it is. */
  readonly nullFree: boolean;
  /** The shared variables, the same values as the CEL text of catalogue/pod-template-policy.ts gives. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Which container a value is, by identity. */
  readonly containerOf: ReadonlyMap<unknown, Container>;
  /** Why nothing can be said about this template. */
  readonly broken?: string;
}

const views = new WeakMap<PodTemplate, TemplateView>();

/** Computed once per template, however many controls judge it. */
export function templateView(template: PodTemplate): TemplateView {
  let view = views.get(template);
  if (view === undefined) {
    view = createView(template);
    views.set(template, view);
  }
  return view;
}

function createView(template: PodTemplate): TemplateView {
  const nullFree = !holdsNull(template.object.body);
  const clean = (fields: Fields) => (nullFree ? fields : withoutNulls(fields));
  const podSpec = clean(template.spec);
  const containerOf = new Map<Fields, Container>();
  for (const container of template.containers)
    containerOf.set(namedContainer(container, clean(container.spec)), container);
  const containers = [...containerOf.keys()];
  const podMetadata = clean(fieldsAt(template, template.metadataPath));
  const podAnnotations = (podMetadata['annotations'] ?? {}) as Fields;
  const imageReferences = containers.map((container) => container['image']).filter(isImageReference);
  const volumes = podSpec['volumes'] ?? [];
  const broken = whyBroken(podSpec, template) ?? (isTooLarge(containers, volumes) ? tooLarge : undefined);
  return {
    template,
    podSpec,
    nullFree,
    variables: { podSpec, podMetadata, podAnnotations, containers, imageReferences, volumes },
    containerOf,
    ...(broken === undefined ? {} : { broken }),
  };
}

/** One in a field of its own (`script`, `model`) may go without the name that rules read of every container. */
function namedContainer({ name, path }: Container, fields: Fields): Fields {
  return typeof path.at(-1) === 'string' && fields['name'] === undefined ? { ...fields, name } : fields;
}

function fieldsAt(template: PodTemplate, path: readonly (string | number)[]): Fields {
  return asMap(valueAt(template.object.body, path));
}

/** An empty list of containers, or one that holds something else, would make every rule about containers pass. */
function whyBroken(podSpec: Fields, template: PodTemplate): string | undefined {
  for (const field of ['containers', 'initContainers', 'ephemeralContainers']) {
    const list = podSpec[field];
    if (list === undefined) continue;
    if (!Array.isArray(list)) return `the field ${field} of the pod template is not a list`;
    const odd = list.findIndex((item) => item === null || typeof item !== 'object' || Array.isArray(item));
    if (odd >= 0) return `the entry ${field}[${odd}] of the pod template is not a container`;
  }
  return template.containers.length === 0 && template.partial !== true
    ? 'the pod template has no containers'
    : undefined;
}

function isTooLarge(containers: readonly unknown[], volumes: unknown): boolean {
  return (
    containers.length > mostJudged.containers ||
    lengthOf(volumes) > mostJudged.volumes ||
    containers.reduce((sum: number, container) => sum + entriesOf(container), 0) > mostJudged.entries
  );
}

function entriesOf(container: unknown): number {
  return countedPaths.reduce((sum, path) => sum + lengthOf(valueAt(container, path)), 0);
}

const countedPaths = countedFields.map((field) => field.split('.'));

function lengthOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return value !== null && typeof value === 'object' ? Object.keys(value).length : 0;
}

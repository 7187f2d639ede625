import type { KubernetesObject } from '../../src/cluster/index.ts';

type Path = readonly (string | number)[];

/** An object of nearly a size, with the place that was enlarged. */
export interface Enlarged {
  readonly object: KubernetesObject;
  /** `spec.template.spec.containers`, the same for every index. */
  readonly place: string;
}

/**
 * The ways to make an object as large as a request may be: each list gets more of its elements, each map of its entries,
 * each text of itself.
 */
export function enlarged(object: KubernetesObject, bytes: number): Enlarged[] {
  const room = bytes - JSON.stringify(object).length - 1000;
  return [...placesOf(object, [])].flatMap(({ path, value }) => {
    const larger = enlargedValue(value, room, path);
    if (larger === undefined) return [];
    const place = path.filter((step) => typeof step === 'string').join('.');
    return [{ object: withValue(object, path, larger) as KubernetesObject, place }];
  });
}

function* placesOf(value: unknown, path: Path): Generator<{ path: Path; value: unknown }> {
  const [root] = path;
  if (root === 'apiVersion' || root === 'kind' || path.join('.') === 'metadata.name') return;
  if (path.length > 0) yield { path, value };
  if (value === null || typeof value !== 'object') return;
  const keys = Array.isArray(value) ? value.slice(0, 1).map((_, index) => index) : Object.keys(value);
  for (const key of keys) yield* placesOf((value as Record<string | number, unknown>)[key], [...path, key]);
}

function enlargedValue(value: unknown, room: number, path: Path): unknown {
  if (typeof value === 'string') return value.padEnd(room, value === '' ? 'x' : value);
  if (Array.isArray(value)) return value.length === 0 ? undefined : repeated(value, room);
  if (value === null || typeof value !== 'object' || !isOpenMap(path)) return undefined;
  const [key = '', item] = Object.entries(value)[0] ?? [];
  if (item === undefined) return undefined;
  const size = key.length + JSON.stringify(item).length + 12;
  const more = Array.from({ length: Math.floor(room / size) }, (_, index) => [`${key}${index}`, item]);
  return { ...value, ...Object.fromEntries(more) };
}

/** Maps with keys of one's own; others have the fields of their type. */
function isOpenMap(path: Path): boolean {
  return [
    'labels',
    'annotations',
    'data',
    'stringData',
    'binaryData',
    'matchLabels',
    'nodeSelector',
  ].includes(String(path.at(-1)));
}

/** Elements that have names get names of their own, as the API server demands. */
function repeated(list: readonly unknown[], room: number): unknown[] {
  const names = list.some((item) => typeof item === 'object' && item !== null && 'name' in item) ? 7 : 0;
  const count = Math.floor(room / (JSON.stringify(list).length / list.length + names));
  const more = Array.from({ length: count }, (_, index) => renamed(list[index % list.length], index));
  return [...list, ...more];
}

function renamed(item: unknown, index: number): unknown {
  if (item === null || typeof item !== 'object' || !('name' in item)) return item;
  return { ...item, name: `${String(item.name)}${index}` };
}

function withValue(target: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(target))
    return target.map((item, index) => (index === step ? withValue(item, rest, value) : item));
  const fields = target as Record<string, unknown>;
  return { ...fields, [step]: withValue(fields[step as string], rest, value) };
}

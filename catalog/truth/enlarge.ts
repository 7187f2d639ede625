import type { KubernetesObject } from '../../src/cluster/index.ts';

type Path = readonly (string | number)[];

/** An object of nearly a size, with the place that was enlarged. */
export interface Enlarged {
  /** `spec.template.spec.containers`, the same for every index. */
  readonly place: string;
  /** How: `whole` elements, `bare` ones that have but a name, or `spread` over so many elements of the list around. */
  readonly how: string;
  /** Made when it is asked for: a set of them would fill the memory. */
  create(): KubernetesObject;
}

/** How often the outermost list around a place is repeated: few large elements, and as many as a policy judges. */
const spreads = [20, 240];

/**
 * The ways to make an object as large as a request may be: each list gets more of its elements, as they are or with
 * nothing but their names, each map more of its entries, each text more of itself; below a list, one element takes all of
 * it or many take a share each.
 */
export function enlarged(object: KubernetesObject, bytes: number): Enlarged[] {
  return [...placesOf(object, [])].flatMap((path) => {
    const place = path.filter((step) => typeof step === 'string').join('.');
    const room = Math.min(bytes, largestAt(object.kind, path)) - JSON.stringify(object).length - 1000;
    return growthsOf(valueAt(object, path), path).flatMap(({ how, grow }) => [
      { place, how, create: () => withValue(object, path, grow(room)) as KubernetesObject },
      ...spreads.flatMap((count) => {
        const outer = path.findIndex((step) => typeof step === 'number');
        if (outer < 0) return [];
        const create = () => spread(object, path, { at: path.slice(0, outer), count, room, grow });
        return [{ place, how: `${how}, spread ${count}`, create }];
      }),
    ]);
  });
}

interface Growth {
  readonly how: string;
  /** @param room bytes that the grown value may take */
  grow(room: number): unknown;
}

/** What the API server refuses before any policy is asked. */
function largestAt(kind: string, path: Path): number {
  if (path.includes('annotations')) return 256 * 1024;
  return kind === 'ConfigMap' || kind === 'Secret' ? 1024 * 1024 : Number.POSITIVE_INFINITY;
}

function* placesOf(value: unknown, path: Path): Generator<Path> {
  const [root] = path;
  if (root === 'apiVersion' || root === 'kind' || path.join('.') === 'metadata.name') return;
  if (path.length > 0) yield path;
  if (value === null || typeof value !== 'object') return;
  const keys = Array.isArray(value) ? value.slice(0, 1).map((_, index) => index) : Object.keys(value);
  for (const key of keys) yield* placesOf((value as Record<string | number, unknown>)[key], [...path, key]);
}

function growthsOf(value: unknown, path: Path): Growth[] {
  if (typeof value === 'string')
    return [{ how: 'long', grow: (room) => value.padEnd(room, value === '' ? 'x' : value) }];
  if (Array.isArray(value)) {
    if (value.length === 0) return [];
    const bare = value.slice(0, 1).map(bareElement);
    const whole: Growth = { how: 'whole', grow: (room) => repeated(value, room) };
    return JSON.stringify(bare) === JSON.stringify(value)
      ? [whole]
      : [whole, { how: 'bare', grow: (room) => repeated(bare, room) }];
  }
  if (value === null || typeof value !== 'object' || !isOpenMap(path)) return [];
  const [key = '', item] = Object.entries(value)[0] ?? [];
  if (item === undefined) return [];
  return [{ how: 'whole', grow: (room) => moreEntries(value, key, item, room) }];
}

/** The shortest element that the list may have, as far as one can tell. */
function bareElement(item: unknown): unknown {
  if (typeof item === 'string') return 'a';
  if (item === null || typeof item !== 'object') return item;
  const kept = Object.entries(item).filter(([field]) => ['name', 'image', 'containerPort'].includes(field));
  return kept.length > 0 ? Object.fromEntries(kept) : item;
}

function moreEntries(map: object, key: string, item: unknown, room: number): object {
  const size = key.length + JSON.stringify(item).length + 12;
  const more = Array.from({ length: Math.floor(room / size) }, (_, index) => [`${key}${index}`, item]);
  return { ...map, ...Object.fromEntries(more) };
}

/** Maps with keys of one's own; others have the fields of their type. */
function isOpenMap(path: Path): boolean {
  return [
    'labels',
    'annotations',
    'data',
    'stringData',
    'binaryData',
    'limits',
    'matchLabels',
    'nodeSelector',
    'selector',
  ].includes(String(path.at(-1)));
}

/** Elements that have names get names of their own, as the API server demands. */
function repeated(list: readonly unknown[], room: number): unknown[] {
  const names = list.some((item) => typeof item === 'object' && item !== null && 'name' in item) ? 7 : 1;
  const count = Math.floor(room / (JSON.stringify(list).length / list.length + names));
  return [...list, ...copies(list, count)];
}

function copies(list: readonly unknown[], count: number): unknown[] {
  return Array.from({ length: count }, (_, index) => renamed(list[index % list.length], index));
}

function renamed(item: unknown, index: number): unknown {
  if (item === null || typeof item !== 'object' || !('name' in item)) return item;
  return { ...item, name: `${String(item.name)}${index}` };
}

/** The outermost list has so many copies of its first element, each with its share of what is enlarged. */
function spread(
  object: KubernetesObject,
  path: Path,
  { at, count, room, grow }: { at: Path; count: number; room: number; grow: Growth['grow'] },
): KubernetesObject {
  const list = valueAt(object, at) as readonly unknown[];
  const own = JSON.stringify(list[0]).length;
  const share = Math.max(Math.floor(room / count) - own, 0);
  const first = withValue(list[0], path.slice(at.length + 1), grow(share));
  return withValue(object, at, [first, ...copies([first], count - 1)]) as KubernetesObject;
}

function valueAt(target: unknown, path: Path): unknown {
  return path.reduce((value, step) => (value as Record<string | number, unknown>)[step], target);
}

function withValue(target: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(target))
    return target.map((item, index) => (index === step ? withValue(item, rest, value) : item));
  const fields = target as Record<string, unknown>;
  return { ...fields, [step]: withValue(fields[step as string], rest, value) };
}

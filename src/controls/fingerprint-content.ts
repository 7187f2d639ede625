import { hash } from 'node:crypto';
import { type FieldPath, findRedacted, redactedPrefix } from '../cluster/index.ts';
import { fixedDefaults } from './admission/defaults/fixed-defaults.ts';
import { isJsonObject } from './admission/defaults/json-object.ts';
import type { Control } from './control.ts';
import { normaliseDetail } from './fingerprint.ts';
import type { Evidence } from './result.ts';

/** One field that a verdict rests on: where it is, as text that holds no list index, and what is there. */
export interface ContentFact {
  readonly place: string;
  /** Undefined where the field is not set. */
  readonly value: unknown;
  /** The name of the field, by which its default is known. */
  readonly field?: string | undefined;
}

/**
 * What a finding was about, beside which finding it is: two with equal object ids and different digests are the same
 * control at the same place, looking at something else. The digest is the same for a rendered chart, a snapshot and the live
 * object, and in every installation:
 *
 * - what the API server fills in counts as absent, and so do empty texts, lists and mappings;
 * - lists have no order, except commands and arguments;
 * - an image counts without tag and digest: a release of the same program is no other program;
 * - of a credential only its place and the detector that found it count: what stands for the value is made with the key of
 *   one installation. A control about credentials looks at nothing else.
 * @param area of the control
 * @returns 32 hexadecimal digits: nobody can make two contents of one digest, as they could by trying 2³² of them for 16
 */
export function contentDigest(facts: readonly ContentFact[], area: Control['area']): string {
  const credentials =
    area === 'secrets' ? facts.flatMap(({ place, value }) => [...credentialsIn(place, value)]) : [];
  const lines =
    credentials.length > 0
      ? credentials
      : facts.map(({ place, value, field }) => `${place}=${canonical(value, field) ?? ''}`);
  return hash('sha256', normaliseDetail(JSON.stringify(lines.sort())), 'buffer').toString('hex', 0, 16);
}

/** Of what an analysis says that it rests on: paths and values are text there, and each names its object. */
export function evidenceDigest(evidence: readonly Evidence[], area: Control['area']): string {
  return contentDigest(
    evidence.map(({ object, path, value }) => ({
      place: `${object === undefined ? '' : JSON.stringify(Object.values(object))} ${path.replaceAll(/\[\d+\]/g, '[]')}`,
      value: parsed(value),
      field: /[A-Za-z]\w*$/.exec(path)?.[0],
    })),
    area,
  );
}

function parsed(value: string | undefined): unknown {
  if (value === undefined) return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** What a place is told from, and the way there from the object. */
export interface ContentBase {
  readonly name: 'container' | 'pod' | 'object';
  readonly path: FieldPath;
}

/**
 * A field of an object, its place told from the container or pod that it is in: a Deployment and its Pod say the same.
 * @param bases the innermost first
 */
export function contentFact(body: unknown, path: FieldPath, bases: readonly ContentBase[]): ContentFact {
  const base = bases.find((each) => each.path.every((step, index) => step === path[index]));
  const from = base?.path.length ?? 0;
  const steps: string[] = [base?.name ?? 'object'];
  let value = body;
  for (const [index, step] of path.entries()) {
    value = childOf(value, step);
    if (index >= from) steps.push(typeof step === 'number' ? `[${nameOf(value)}]` : step);
  }
  const field = path.findLast((step) => typeof step === 'string');
  // An object, pod or container as a whole is no fact: everything in it would count.
  return { place: steps.join('.'), value: from === path.length ? undefined : value, field };
}

function childOf(value: unknown, step: string | number): unknown {
  if (value === null || typeof value !== 'object' || !Object.hasOwn(value, step)) return undefined;
  return (value as Readonly<Record<string | number, unknown>>)[step];
}

/** Elements of lists of the API are known by name; their order means nothing. */
function nameOf(element: unknown): string {
  return isJsonObject(element) && typeof element.name === 'string' ? element.name : '';
}

/** `data.url postgres-url`: each field that holds a credential, with what found it. */
function* credentialsIn(place: string, value: unknown): Generator<string> {
  if (typeof value === 'string') {
    if (!value.includes(redactedPrefix)) return;
    const certain = findRedacted(value)
      .map(({ detector }) => detector)
      .filter((detector) => !detector.startsWith('possible-'));
    if (certain.length > 0) yield `${place} ${certain.sort().join(' ')}`;
  } else if (Array.isArray(value)) {
    for (const element of value) yield* credentialsIn(`${place}.[${nameOf(element)}]`, element);
  } else if (isJsonObject(value)) {
    for (const [field, each] of Object.entries(value)) yield* credentialsIn(`${place}.${field}`, each);
  }
}

/** Lists whose order is what they mean. */
const ordered = new Set(['command', 'args']);

/** As JSON with sorted keys and lists; undefined for what is absent or as good as absent. */
function canonical(value: unknown, field: string | undefined): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (Array.isArray(value)) {
    const elements = value.map((each) => canonical(each, field) ?? 'null');
    if (elements.length === 0) return undefined;
    return `[${(field !== undefined && ordered.has(field) ? elements : elements.sort()).join()}]`;
  }
  if (isJsonObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .flatMap((key) => {
        const text = canonical(value[key], key);
        return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
      });
    return entries.length === 0 ? undefined : `{${entries.join()}}`;
  }
  if (field !== undefined && defaults.get(field)?.has(value) === true) return undefined;
  if (typeof value !== 'string') return JSON.stringify(value);
  if (field === 'image' || field === 'reference') return JSON.stringify(imageRepository(value));
  return JSON.stringify(value.includes(redactedPrefix) ? value.replaceAll(mark, '$1') : value);
}

/** A possible credential among other things: what found it, without the hash, which each installation makes anew. */
const mark = new RegExp(`(${redactedPrefix}[a-z0-9-]+):[0-9a-f]{12}:\\d{1,10}`, 'g');

/**
 * Scalars that the API server or its built-in admission plug-ins write where nothing is said, by the name of the field. Two
 * types may have a field of one name; neither default is then told from nothing, which is what both are.
 */
const defaults = new Map<string, Set<unknown>>([
  ['apiGroup', new Set(['rbac.authorization.k8s.io'])],
  ['imagePullPolicy', new Set(['IfNotPresent'])],
  ['serviceAccountName', new Set(['default'])],
  ['allocationMode', new Set(['ExactCount'])],
]);
for (const { fields } of Object.values(fixedDefaults).flat()) {
  for (const [field, value] of Object.entries(fields))
    defaults.set(field, (defaults.get(field) ?? new Set()).add(value));
}

/**
 * Registry and repository of an image, with what the container runtime fills in: `nginx:1.29` is `docker.io/library/nginx`.
 * https://github.com/distribution/reference/blob/main/normalize.go
 */
export function imageRepository(image: string): string {
  const [named = ''] = image.split('@');
  const repository = named.replace(/:[^:/]*$/, '');
  const [first = '', ...rest] = repository.split('/');
  if (rest.length === 0) return `docker.io/library/${repository}`;
  if (first === 'index.docker.io') return `docker.io/${rest.join('/')}`;
  return /[.:]|^localhost$/.test(first) ? repository : `docker.io/${repository}`;
}

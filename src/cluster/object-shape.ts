import { nearest } from './nearest.ts';
import type { FieldManager, FieldPath, KubernetesObject, Origin } from './object.ts';
import { formatPath } from './object.ts';
import type { Problem } from './problem.ts';
import type { UnknownField, WrongType } from './schema/index.ts';
import { type Fields, isFields } from './unstructured.ts';

/**
 * Checks what the model relies on: `apiVersion`, `kind` and `metadata` with the types the API has. Everything else is
 * left as it is, because a wrong type there must hide no more than itself. Nulls count as absent, as on the server.
 */
export function checkObjectShape(raw: unknown, origin?: Origin): Problem | undefined {
  if (!isFields(raw)) {
    return problem('object-not-a-map', `a Kubernetes object is a map, this is ${typeName(raw)}`, [], origin);
  }
  return (
    requiredText(raw, ['apiVersion'], origin) ??
    requiredText(raw, ['kind'], origin) ??
    segments(raw, origin) ??
    checkMetadata(raw['metadata'], origin)
  );
}

/** A manifest may leave the name to the server. */
export function needsName(metadata: Fields): boolean {
  return !metadata['name'] && typeof metadata['generateName'] === 'string' && metadata['generateName'] !== '';
}

/** Who wrote an object, how and when; which fields it wrote is half of the object's size and read by nothing. */
export function reducedManagedFields(value: unknown): readonly FieldManager[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((entry: unknown): FieldManager[] => {
    if (!isFields(entry) || typeof entry['manager'] !== 'string') return [];
    const { manager, operation, time } = entry;
    return [
      {
        manager,
        operation: typeof operation === 'string' ? operation : '',
        ...(typeof time === 'string' && { time }),
      },
    ];
  });
}

/** Metadata without nulls, with a name and reduced managers; shares what needs no change. */
export function normalisedMetadata(metadata: Fields, name: string): KubernetesObject['metadata'] {
  const entries = Object.entries(metadata).flatMap(([key, value]): [string, unknown][] => {
    if (value === null || value === undefined || key === 'name') return [];
    if (key !== 'managedFields') return [[key, value]];
    const managers = reducedManagedFields(value);
    return managers ? [[key, managers]] : [];
  });
  return { name, ...Object.fromEntries(entries) };
}

function checkMetadata(metadata: unknown, origin: Origin | undefined): Problem | undefined {
  if (!isFields(metadata)) {
    return problem(
      'object-metadata-missing',
      `metadata is ${typeName(metadata)}; every object needs a map there`,
      ['metadata'],
      origin,
    );
  }
  const name = needsName(metadata) ? undefined : requiredText({ metadata }, ['metadata', 'name'], origin);
  return (
    name ??
    optionalText(metadata, 'namespace', origin) ??
    optionalText(metadata, 'uid', origin) ??
    stringMap(metadata, 'labels', origin) ??
    stringMap(metadata, 'annotations', origin) ??
    ownerReferences(metadata['ownerReferences'], origin)
  );
}

/** Names are path segments in the API, so none can hold a slash; keys of the model rely on it. */
function segments(raw: Fields, origin: Origin | undefined): Problem | undefined {
  const metadata = isFields(raw['metadata']) ? raw['metadata'] : {};
  const texts: readonly [FieldPath, unknown, RegExp][] = [
    [['apiVersion'], raw['apiVersion'], /^[^/\s]+(?:\/[^/\s]+)?$/],
    [['kind'], raw['kind'], /^[^/\s]+$/],
    [['metadata', 'name'], metadata['name'], /^[^/\s]*$/],
    [['metadata', 'namespace'], metadata['namespace'], /^[^/\s]*$/],
  ];
  for (const [path, value, pattern] of texts) {
    if (typeof value !== 'string' || pattern.test(value)) continue;
    return problem(
      'object-name-invalid',
      `${formatPath(path)} has a character that no Kubernetes name can have`,
      path,
      origin,
      'Kubernetes names have no slash and no white space.',
    );
  }
  return undefined;
}

function requiredText(root: Fields, path: FieldPath, origin: Origin | undefined): Problem | undefined {
  let value: unknown = root;
  for (const step of path) value = isFields(value) ? value[step] : undefined;
  if (typeof value === 'string' && value !== '') return undefined;
  const field = formatPath(path);
  return value === undefined || value === null || value === ''
    ? problem(
        `object-${String(path.at(-1)).toLowerCase()}-missing`,
        `${field} is missing`,
        path,
        origin,
        `Set ${field}.`,
      )
    : wrongType(field, 'a string', value, path, origin);
}

function optionalText(metadata: Fields, field: string, origin: Origin | undefined): Problem | undefined {
  const value = metadata[field];
  if (value === undefined || value === null || typeof value === 'string') return undefined;
  return wrongType(`metadata.${field}`, 'a string', value, ['metadata', field], origin);
}

function stringMap(metadata: Fields, field: string, origin: Origin | undefined): Problem | undefined {
  const map = metadata[field];
  if (map === undefined || map === null) return undefined;
  if (!isFields(map))
    return wrongType(`metadata.${field}`, 'a map of strings', map, ['metadata', field], origin);
  for (const [key, value] of Object.entries(map)) {
    if (typeof value === 'string') continue;
    const path = ['metadata', field, key];
    return wrongType(formatPath(path), 'a string', value, path, origin);
  }
  return undefined;
}

function ownerReferences(value: unknown, origin: Origin | undefined): Problem | undefined {
  if (value === undefined || value === null) return undefined;
  const at: FieldPath = ['metadata', 'ownerReferences'];
  if (!Array.isArray(value)) return wrongType(formatPath(at), 'a list', value, at, origin);
  for (const [index, reference] of (value as readonly unknown[]).entries()) {
    const path = [...at, index];
    if (!isFields(reference)) return wrongType(formatPath(path), 'a map', reference, path, origin);
    for (const field of ['apiVersion', 'kind', 'name']) {
      if (typeof reference[field] === 'string') continue;
      return wrongType(formatPath([...path, field]), 'a string', reference[field], [...path, field], origin);
    }
  }
  return undefined;
}

/** What is wrong with the types in an object, on one line; `found` holds at least one. It repeats no value. */
export function wrongTypesText(found: readonly WrongType[]): string {
  const [first, ...others] = found;
  if (first === undefined) return '';
  const { path, expected, value } = first;
  const isTemplate = typeof value === 'string' && value.includes('{{');
  const more =
    others.length === 0
      ? ''
      : others.length === 1
        ? ', and 1 more field has a wrong type'
        : `, and ${others.length} more fields have wrong types`;
  return `${mustBe(formatPath(path), expected, value)}${isTemplate ? ' with a template that nobody rendered' : ''}${more}`;
}

/** An object with fields of a wrong type, which is judged all the same, as far as it can be. */
export function wrongTypesProblem(found: readonly WrongType[], origin?: Origin): Problem {
  const [first] = found;
  const isMissing = first?.value === undefined || first.value === null;
  const hint = isMissing
    ? 'The API server refuses this object. A patch of a kustomization is judged where its folder is scanned.'
    : refusal(first.expected, first.value);
  return problem('object-field-type', wrongTypesText(found), first?.path ?? [], origin, hint);
}

/** An object with fields that the API does not have; `found` holds at least one. */
export function unknownFieldsProblem(found: readonly UnknownField[], origin?: Origin): Problem {
  const [first, ...others] = found;
  const path = first?.path ?? [];
  const near = nearest(String(path.at(-1)), first?.fields.keys() ?? []);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const message = `no API server of Kubernetes knows the field ${formatPath(path)}${meant}${more}`;
  const hint = 'kubectl refuses the object; other clients have the field dropped, so that it does nothing.';
  return { ...problem('object-field-unknown', message, path, origin, hint), severity: 'warning' };
}

function wrongType(
  field: string,
  expected: string,
  value: unknown,
  path: FieldPath,
  origin?: Origin,
): Problem {
  const message = mustBe(field, expected, value);
  return problem('object-field-type', message, path, origin, refusal(expected, value));
}

function mustBe(field: string, expected: string, value: unknown): string {
  return `${field} must be ${expected}, ${value === undefined ? 'and is missing' : `this is ${otherThan(expected, value)}`}`;
}

function otherThan(expected: string, value: unknown): string {
  if (typeof value === 'string' && /^a (?:string in|quantity|time)/.test(expected)) return 'another string';
  const isFraction = typeof value === 'number' && !Number.isInteger(value);
  return isFraction && expected.startsWith('a whole') ? 'a fraction' : typeName(value);
}

function refusal(expected: string, value: unknown): string {
  const isQuoted = expected === 'a string' && (typeof value === 'number' || typeof value === 'boolean');
  return `The API server refuses this object.${isQuoted ? ' Put the value in quotes.' : ''}`;
}

/** A problem never repeats a value: it may be a secret. */
function problem(code: string, message: string, path: FieldPath, origin?: Origin, hint?: string): Problem {
  const position = origin?.locate(path);
  return { code, message, severity: 'error', ...(hint && { hint }), ...position };
}

function typeName(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

import { type Container, type FieldPath, formatPath } from '../../cluster/index.ts';
import type { CompiledControl } from '../catalogue/compiled-control.ts';
import { eachElement, expandPattern, type FieldPattern, valueAt } from '../field-pattern.ts';
import { type ContentBase, contentDigest, contentFact } from '../fingerprint-content.ts';
import { interned } from '../interned.ts';
import type { Evidence } from '../result.ts';
import { type Base, type Place, referenceTo } from './place.ts';

const mostRows = 50;
const longestValue = 200;

/**
 * The fields that the verdict rests on: the control's evidence field below the base, or the failing elements themselves. Of a
 * mapping that failed in some of its keys, such as the data of a ConfigMap, these keys.
 * @param body of the object that was judged
 * @param failing elements that made the rule false, as the policy saw them
 * @param seen fields that the rule looked at, from the root of the object
 */
export function evidencePaths(
  { evidenceField }: CompiledControl,
  body: unknown,
  base: Base,
  failing: ReadonlySet<unknown>,
  seen: readonly FieldPath[],
): FieldPath[] {
  const paths =
    evidenceField === undefined ? seenPaths(base, failing, seen) : fieldPaths(evidenceField, base, failing);
  return paths.flatMap((path) => failingKeys(body, path, failing));
}

/** The first of these fields as a report shows them. */
export function evidenceAt(
  { control }: CompiledControl,
  place: Place,
  paths: readonly FieldPath[],
): Evidence[] {
  const expected = control.evidence?.expected;
  const { judged, subject } = place;
  return paths.slice(0, mostRows).map((path) => {
    const value = compactValue(valueAt(judged.body, path));
    return {
      ...(judged.key === subject.key ? {} : { object: referenceTo(judged) }),
      path: interned(formatPath(path)),
      ...(value === undefined ? {} : { value: interned(value) }),
      ...(expected === undefined ? {} : { expected }),
      ...(judged.origin === undefined ? {} : { position: judged.origin.locate(path) }),
    };
  });
}

/** What all of them say, for comparison. */
export function contentDigestOf(
  { control, contentFields }: CompiledControl,
  { judged, view }: Place,
  container: Container | undefined,
  paths: readonly FieldPath[],
): string {
  const bases: ContentBase[] = [
    ...(container === undefined ? [] : [{ name: 'container' as const, path: container.path }]),
    ...(view === undefined ? [] : [{ name: 'pod' as const, path: view.template.specPath }]),
    { name: 'object', path: [] },
  ];
  const all = paths.concat(contentFields ?? []);
  return interned(
    contentDigest(
      all.map((path) => contentFact(judged.body, path, bases)),
      control.area,
    ),
  );
}

function failingKeys(body: unknown, path: FieldPath, failing: ReadonlySet<unknown>): FieldPath[] {
  const value = valueAt(body, path);
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [path];
  const keys = Object.keys(value).filter((key) => failing.has(key));
  return keys.length === 0 ? [path] : keys.map((key) => [...path, key]);
}

/** A list that is absent, or has no failing element, is shown itself. */
function fieldPaths(field: FieldPattern, { path, value }: Base, failing: ReadonlySet<unknown>): FieldPath[] {
  const paths = expandPattern(field, value, (element) => failing.has(element));
  if (paths.length > 0) return paths.map((below) => [...path, ...below]);
  const end = field.indexOf(eachElement);
  return [[...path, ...field.slice(0, end).filter((step) => step !== eachElement)]];
}

/** The failing elements; else the fields that the rule looked at; else the base itself. */
function seenPaths(
  { path, value }: Base,
  failing: ReadonlySet<unknown>,
  seen: readonly FieldPath[],
): FieldPath[] {
  const elements = elementPaths(value, failing).map((below) => [...path, ...below]);
  if (elements.length > 0) return elements;
  return seen.length > 0 ? [...seen] : [path];
}

/** Places of the elements in the value: objects by identity, texts and numbers where a list holds them. */
function elementPaths(root: unknown, failing: ReadonlySet<unknown>): FieldPath[] {
  const found: FieldPath[] = [];
  const visit = (value: unknown, path: FieldPath): void => {
    if (value === null || typeof value !== 'object') return;
    if (failing.has(value)) found.push(path);
    else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        if (typeof item !== 'object' && failing.has(item)) found.push([...path, index]);
        else visit(item, [...path, index]);
      }
    } else for (const [field, item] of Object.entries(value)) visit(item, [...path, field]);
  };
  if (failing.size > 0) visit(root, []);
  return found;
}

/** Compact JSON, cut where it is long; undefined for a field that is not set. */
function compactValue(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return text.length > longestValue ? `${text.slice(0, longestValue - 1)}…` : text;
}

import * as fc from 'fast-check';
import type { FieldPath, Json } from '../cluster/index.ts';

const key = fc.constantFrom('name', 'image', 'ports', 'securityContext', 'a-b', 'x.io/y', 'on', 'k e y', '1');
const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom('nginx', 'no', '1.5', '', 'a: b', '# not', '- x', "it's", 'é\u2028', 'one\ntwo\n', ' lead'),
  fc.integer({ min: -9, max: 999 }),
  fc.boolean(),
  fc.constant(null),
);

/** Values like those of manifests: mappings of lists of mappings. */
export const value: fc.Arbitrary<Json> = fc.letrec<{ node: Json; mapping: Json; list: Json }>((tie) => ({
  node: fc.oneof({ maxDepth: 4, depthSize: 'medium' }, scalar, tie('mapping'), tie('list')),
  mapping: fc.dictionary(key, tie('node'), { maxKeys: 4 }),
  list: fc.array(tie('node'), { maxLength: 3 }),
})).node;

export const mapping: fc.Arbitrary<Json> = fc.dictionary(key, value, { minKeys: 1, maxKeys: 5 });

/** Choices of an author, drawn one after the other while a value is written. */
export type Choices = () => number;

/** Writes a value as YAML as some author might: block or flow, quotes, indentation, comments, blank lines. */
export function writeYaml(root: Json, choice: Choices): string {
  const step = 1 + (choice() % 4);
  const indentLists = choice() % 2 === 0;
  const newline = choice() % 4 === 0 ? '\r\n' : '\n';
  const comment = (): string => (choice() % 4 === 0 ? ` # c${choice()}` : '');
  const ownLine = (indent: string): string[] => {
    const kind = choice() % 8;
    return kind === 0 ? [`${indent}# own ${choice()}`] : kind === 1 ? [''] : [];
  };
  const isEmpty = (each: Json): boolean =>
    typeof each !== 'object' || each === null || Object.keys(each).length === 0;
  const flow = (each: Json): string => {
    if (Array.isArray(each)) return `[${each.map(flow).join(', ')}]`;
    if (typeof each !== 'object' || each === null)
      return typeof each === 'string' ? JSON.stringify(each) : String(each);
    const pairs = Object.entries(each).map(([name, field]) => `${JSON.stringify(name)}: ${flow(field)}`);
    return choice() % 2 === 0 ? `{${pairs.join(', ')}}` : `{ ${pairs.join(', ')} }`;
  };
  const inline = (each: Json): string => {
    if (each === null) return ['', ' null', ' ~'][choice() % 3] ?? '';
    if (typeof each === 'string' && choice() % 2 === 0 && !/[\n\u2028]/.test(each))
      return ` '${each.replaceAll("'", "''")}'`;
    return ` ${flow(each)}`;
  };
  const entry = (head: string, each: Json, indent: string, isItem: boolean): string[] => {
    if (typeof each === 'string' && /^\w.*\n$/.test(each) && choice() % 2 === 0)
      return [
        `${head} |`,
        ...each
          .trimEnd()
          .split('\n')
          .map((line) => `${indent}${' '.repeat(step)}${line}`),
      ];
    if (isEmpty(each) || choice() % 5 === 0) return [`${head}${inline(each)}${comment()}`];
    const lines = block(
      each,
      indent + ' '.repeat(isItem ? 2 : Array.isArray(each) && !indentLists ? 0 : step),
    );
    if (!isItem || lines[0]?.trimStart().startsWith('#') === true || lines[0] === '')
      return [`${head}${comment()}`, ...lines];
    return [`${head} ${lines[0]?.trimStart() ?? ''}`, ...lines.slice(1)];
  };
  const block = (each: Json, indent: string): string[] => {
    if (Array.isArray(each))
      return each.flatMap((item: Json) => [...ownLine(indent), ...entry(`${indent}-`, item, indent, true)]);
    return Object.entries(each as object).flatMap(([name, field]: [string, Json]) => [
      ...ownLine(indent),
      ...entry(`${indent}${JSON.stringify(name)}:`, field, indent, false),
    ]);
  };
  const lines = isEmpty(root) ? [flow(root)] : block(root, '');
  return lines.join(newline) + (choice() % 5 === 0 ? '' : newline);
}

export interface RandomOperation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: FieldPath;
  readonly value: Json;
}

/** An operation of a JSON patch that applies to a value. */
export function operationOn(root: Json, choice: Choices, content: Json): RandomOperation | undefined {
  const places = placesIn(root).slice(1);
  const picked = places[choice() % places.length];
  if (picked === undefined) return undefined;
  const kind = choice() % 3;
  if (kind === 0) return { op: 'remove', path: picked, value: null };
  if (kind === 1) return { op: 'replace', path: picked, value: content };
  const parents = placesIn(root).filter(
    (path) => typeof at(root, path) === 'object' && at(root, path) !== null,
  );
  const parent = parents[choice() % parents.length] ?? [];
  const into = at(root, parent);
  const step = Array.isArray(into) ? choice() % (into.length + 1) : `new${choice() % 3}`;
  return { op: 'add', path: [...parent, step], value: content };
}

/** Every path in a value, containers included, the root first. */
export function placesIn(root: Json, base: FieldPath = []): readonly FieldPath[] {
  if (typeof root !== 'object' || root === null) return [base];
  const steps: readonly (string | number)[] = Array.isArray(root)
    ? root.map((_, index) => index)
    : Object.keys(root);
  return [base, ...steps.flatMap((step) => placesIn(at(root, [step]), [...base, step]))];
}

export function at(root: Json, path: FieldPath): Json {
  return path.reduce<Json>((each, step) => (each as Record<string | number, Json>)[step] ?? null, root);
}

/** https://www.rfc-editor.org/rfc/rfc6901 */
export function pointerOf(path: FieldPath): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

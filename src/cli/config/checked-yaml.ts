import { existsSync, readFileSync } from 'node:fs';
import type { Static, TSchema } from 'typebox';
import { Settings } from 'typebox/system';
import { Check, Errors } from 'typebox/value';
import { type FieldPath, nearest, visibleText } from '../../cluster/index.ts';
import { decodeText, readYaml, type YamlDocument } from '../../sources/yaml/index.ts';
import { CliError, type CliErrorCode } from '../errors.ts';

/** A YAML file of ours whose form was checked. */
export interface CheckedYaml<Schema extends TSchema> {
  /** Undefined for a file without a document: nothing, or comments alone. */
  readonly value: Static<Schema> | undefined;
  readonly text: string;
  /** Collects mistakes that the schema cannot know, each with its place. */
  readonly mistakes: Mistakes;
}

type SchemaErrors = ReturnType<typeof Errors>;

export interface YamlForm<Schema extends TSchema> {
  readonly schema: Schema;
  readonly code: CliErrorCode;
  readonly hint: string;
}

/** Mistakes of one file, thrown together. */
export class Mistakes {
  readonly #lines = new Set<string>();
  readonly #file: string;
  readonly #document: YamlDocument | undefined;

  constructor(file: string, document?: YamlDocument) {
    this.#file = file;
    this.#document = document;
  }

  add(at: FieldPath, what: string): void {
    const { line, column } = this.place(at);
    // A name in it must not make a line of its own.
    const told = visibleText(`${at.length === 0 ? 'the file' : nameOf(at)}: ${what}`);
    this.#lines.add(`${this.#file}:${line}:${column}: ${told}`);
  }

  place(at: FieldPath): { readonly line: number; readonly column: number } {
    return this.#document?.locate(at) ?? { line: 1, column: 1 };
  }

  /** @throws CliError with everything that was added, if anything was */
  throwIfAny({ code, hint }: Pick<YamlForm<TSchema>, 'code' | 'hint'>): void {
    if (this.#lines.size > 0) throw new CliError(code, [...this.#lines].join('\n'), hint);
  }
}

/** `scopes.cde.namespaces[0]` */
function nameOf(at: FieldPath): string {
  return at
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** The bytes of a file that somebody named. */
export function readNamedFile(file: string, code: CliErrorCode, hint: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    const why = existsSync(file) ? 'no permission, or no file' : 'it does not exist';
    throw new CliError(code, `${file} cannot be read: ${why}`, hint);
  }
}

/** One entry of a list in a file, and its index there. */
export interface SoundEntry<Entry> {
  readonly value: Entry;
  readonly index: number;
}

/**
 * Reads one YAML document that is a list below `field`, and checks its form. Mistakes of form are collected, each with file,
 * line and column, for those who go on to look for others: they get the entries without any, or with unknown fields alone.
 * A file of comments has no entries.
 * @throws CliError with the code of the form where there is no such list
 */
export function readSoundEntries<Schema extends TSchema, Field extends keyof Static<Schema> & string>(
  bytes: Uint8Array,
  file: string,
  form: YamlForm<Schema>,
  field: Field,
): { readonly entries: readonly SoundEntry<Entry<Static<Schema>[Field]>>[]; readonly mistakes: Mistakes } {
  const { value, text, mistakes } = readYamlDocument(bytes, file, form);
  if (text.trim() === '') throw new CliError(form.code, `${file} is empty`, form.hint);
  if (value === undefined) return { entries: [], mistakes };
  const sound = structuredClone(value);
  const broken = new Set<unknown>();
  for (const { at, isUnknownField } of Check(form.schema, value)
    ? []
    : addSchemaMistakes(form.schema, value, mistakes)) {
    if (isUnknownField) Reflect.deleteProperty(Object(valueAt(sound, at.slice(0, -1))), at.at(-1) ?? '');
    else if (at[0] === field) broken.add(at[1]);
  }
  const written = valueAt(sound, [field]);
  const kept = (Array.isArray(written) ? [...written.entries()] : []).filter(([index]) => !broken.has(index));
  const rest: unknown = { ...Object(sound), [field]: kept.map(([, entry]) => entry) };
  if (!Check(form.schema, rest)) {
    mistakes.throwIfAny(form);
    throw new CliError(form.code, `${file} does not have the documented form`, form.hint);
  }
  return { entries: kept.map(([index, entry]) => ({ value: entry, index })), mistakes };
}

type Entry<List> = List extends readonly (infer Item)[] ? Item : never;

/**
 * Reads one YAML document and checks its form. Mistakes of form are collected for those who go on to look for others, and the
 * value is without the parts that they are in, entry by entry in the fields named by `byEntry`.
 */
export function readSoundParts<Schema extends TSchema>(
  bytes: Uint8Array,
  file: string,
  form: YamlForm<Schema>,
  byEntry: readonly string[],
): CheckedYaml<Schema> & { readonly written: unknown } {
  const { value, text, mistakes } = readYamlDocument(bytes, file, form);
  if (value === undefined || Check(form.schema, value)) return { value, text, mistakes, written: value };
  const sound: unknown = structuredClone(value);
  for (const { at } of addSchemaMistakes(form.schema, value, mistakes)) {
    const [field, entry] = at;
    const whole = entry === undefined || !byEntry.includes(String(field));
    const holder: unknown = whole ? sound : valueAt(sound, [field ?? '']);
    const name = whole ? field : entry;
    if (typeof holder === 'object' && holder !== null && name !== undefined)
      Reflect.deleteProperty(holder, name);
  }
  if (Check(form.schema, sound)) return { value: sound, text, mistakes, written: value };
  mistakes.throwIfAny(form);
  throw new CliError(form.code, `${file} does not have the documented form`, form.hint);
}

function readYamlDocument(
  bytes: Uint8Array,
  file: string,
  { code }: YamlForm<TSchema>,
): { readonly value: unknown; readonly text: string; readonly mistakes: Mistakes } {
  const decoded = decodeText(bytes);
  if (decoded === undefined) throw new CliError(code, `${file} is no text file`);
  const { documents, problems } = readYaml(decoded.text, file);
  if (problems.length > 0) {
    const lines = problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
    throw new CliError(code, lines.join('\n'));
  }
  const [document, second] = documents;
  if (second !== undefined)
    throw new CliError(code, `${file} must hold one document, and holds ${documents.length}`);
  const mistakes = new Mistakes(file, document);
  return { value: document?.value, text: decoded.text, mistakes };
}

interface SchemaMistake {
  readonly at: FieldPath;
  /** Whether what is there is right but for a field that nobody knows. */
  readonly isUnknownField: boolean;
}

function addSchemaMistakes(schema: TSchema, value: unknown, mistakes: Mistakes): SchemaMistake[] {
  const places: SchemaMistake[] = [];
  const errors = everyError(schema, value);
  for (const { instancePath, keyword, params, message } of errors) {
    if (keyword !== 'anyOf' && isAlternative(instancePath, errors)) continue;
    const at = pointerSteps(instancePath, value);
    // An unknown field is an error of its own schema, which is `false`, as well.
    if (keyword !== 'additionalProperties' && keyword !== 'boolean')
      places.push({ at, isUnknownField: false });
    if (keyword === 'additionalProperties') {
      for (const field of namesIn(params, 'additionalProperties')) {
        mistakes.add([...at, field], `no such field${didYouMean(field, fieldsAt(schema, at))}`);
        places.push({ at: [...at, field], isUnknownField: true });
      }
    } else if (keyword === 'required') {
      for (const field of namesIn(params, 'requiredProperties')) mistakes.add(at, `${field} is missing`);
    } else if (keyword === 'enum' || keyword === 'const') {
      const allowed = keyword === 'enum' ? namesIn(params, 'allowedValues') : namesIn(params, 'allowedValue');
      const written = valueAt(value, at);
      const near = typeof written === 'string' ? didYouMean(written, allowed) : '';
      mistakes.add(at, `must be ${allowed.length === 1 ? '' : 'one of '}${allowed.join(', ')}${near}`);
    } else if (keyword === 'minLength') mistakes.add(at, 'must not be empty');
    else if (keyword === 'type' && isScalar(valueAt(value, at)) && namesIn(params, 'type').includes('string'))
      mistakes.add(at, 'must be text: put it in quotes');
    else if (keyword === 'anyOf')
      mistakes.add(at, `must be ${alternatives(instancePath, errors).join(' or ')}`);
    else if (keyword !== 'boolean') mistakes.add(at, message);
  }
  return places;
}

/** Errors of a schema stop at a small number, and all mistakes are to be named. */
function everyError(schema: TSchema, value: unknown): SchemaErrors {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: 1000 });
  try {
    return Errors(schema, value);
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Whether an error says why one of several allowed forms does not fit, which the error of them all says at once. */
function isAlternative(path: string, errors: SchemaErrors): boolean {
  return errors.some(
    ({ keyword, instancePath }) =>
      keyword === 'anyOf' && (path === instancePath || path.startsWith(`${instancePath}/`)),
  );
}

function alternatives(path: string, errors: SchemaErrors): readonly string[] {
  const types = errors.filter(({ keyword, instancePath }) => keyword === 'type' && instancePath === path);
  return types.flatMap(({ params }) => namesIn(params, 'type'));
}

/** What YAML makes of text that looks like a number: an object id of digits alone. */
function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** `; did you mean namespaces?` */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = nearest(name, candidates);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

function namesIn(parameters: object, field: string): readonly string[] {
  const names: unknown = Reflect.get(parameters, field);
  return Array.isArray(names) ? names.map(String) : names === undefined ? [] : [String(names)];
}

/** The fields that a schema knows at a place. */
function fieldsAt(schema: TSchema, at: FieldPath): readonly string[] {
  let here: unknown = schema;
  for (const step of at) {
    const inside = Object(here);
    here =
      typeof step === 'number'
        ? inside.items
        : (inside.properties?.[step] ?? Object.values(Object(inside.patternProperties))[0]);
  }
  return Object.keys(Object(Object(here).properties));
}

function valueAt(root: unknown, at: FieldPath): unknown {
  let value = root;
  for (const step of at)
    value = typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined;
  return value;
}

/** A JSON pointer as steps; numbers where the value has a list. */
function pointerSteps(pointer: string, root: unknown): FieldPath {
  const steps: (string | number)[] = [];
  for (const raw of pointer.split('/').slice(1)) {
    const name = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    steps.push(Array.isArray(valueAt(root, steps)) ? Number(name) : name);
  }
  return steps;
}

import type { FieldPath } from '../object.ts';
import { redactedPrefix } from '../redaction/redacted.ts';
import { type Fields, isFields } from '../unstructured.ts';

/** A field that is written with a type that the API does not have there. */
export interface WrongType {
  readonly path: FieldPath;
  /** `a map`, `a list`, `a string`, `true or false`, `a whole number`. */
  readonly expected: string;
  readonly value: unknown;
}

/** What is wrong with an object by its type. */
export interface TypeCheck {
  readonly wrong: readonly WrongType[];
  /** Fields that the type does not have. */
  readonly unknown: readonly UnknownField[];
}

/** A field that the API does not have there. */
export interface UnknownField {
  readonly path: FieldPath;
  /** Those that it has there, by name. */
  readonly fields: ReadonlyMap<string, StructuralType>;
}

/** What JSON values a field takes, as the decoder of the API server reads them. */
export type StructuralType =
  | { readonly form: Scalar | 'any' }
  | { readonly form: 'list' | 'map'; readonly of: StructuralType }
  | {
      readonly form: 'struct';
      readonly fields: ReadonlyMap<string, StructuralType>;
      /** True where these are all the fields that there are. */
      readonly whole?: boolean;
    };

export type Scalar =
  | 'string'
  | 'bool'
  | 'int32'
  | 'int'
  | 'double'
  | 'bytes'
  | 'time'
  | 'quantity'
  | 'int-or-string';

/**
 * What in a value does not have its type. Lenient as the server is: null counts as absent, also in lists and maps, and
 * fields that the type does not have take anything; they are told apart, of types that are known whole. A value that is as
 * it should be costs no memory.
 * https://github.com/kubernetes/apimachinery/blob/master/pkg/runtime/serializer/json/json.go
 */
export function checkTypes(value: unknown, type: StructuralType): TypeCheck {
  const walk = new Walk(type.form === 'struct' && type.whole === true);
  walk.value(value, type);
  return walk.found ?? clean;
}

const clean: TypeCheck = { wrong: [], unknown: [] };

class Walk {
  found: { readonly wrong: WrongType[]; readonly unknown: UnknownField[] } | undefined;
  readonly #tellsUnknown: boolean;
  readonly #path: (string | number)[] = [];

  constructor(tellsUnknown: boolean) {
    this.#tellsUnknown = tellsUnknown;
  }

  value(value: unknown, type: StructuralType): void {
    if (value === null || value === undefined || type.form === 'any') return;
    switch (type.form) {
      case 'struct':
        if (isFields(value)) this.#struct(value, type.fields);
        else this.#wrong('a map', value);
        return;
      case 'map':
        if (isFields(value)) this.#map(value, type.of);
        else this.#wrong('a map', value);
        return;
      case 'list':
        if (Array.isArray(value)) this.#list(value, type.of);
        else this.#wrong('a list', value);
        return;
      default:
        if (!isScalar(value, type.form)) this.#wrong(expectedOf(value, type.form), value);
    }
  }

  #struct(value: Fields, fields: ReadonlyMap<string, StructuralType>): void {
    for (const field in value) {
      const type = fields.get(field);
      if (type !== undefined) this.#child(field, value[field], type);
      else if (this.#tellsUnknown && !directive.test(field)) this.#unknown(field, fields);
    }
  }

  #map(value: Fields, type: StructuralType): void {
    for (const key in value) this.#child(key, value[key], type);
  }

  #list(value: readonly unknown[], type: StructuralType): void {
    for (let at = 0; at < value.length; at++) this.#child(at, value[at], type);
  }

  #child(step: string | number, value: unknown, type: StructuralType): void {
    // Most values are texts that should be: nothing is noted down for them.
    if (type.form === 'string' && typeof value === 'string') return;
    this.#path.push(step);
    this.value(value, type);
    this.#path.pop();
  }

  #wrong(expected: string, value: unknown): void {
    this.found ??= { wrong: [], unknown: [] };
    this.found.wrong.push({ path: [...this.#path], expected, value });
  }

  #unknown(field: string, fields: ReadonlyMap<string, StructuralType>): void {
    this.found ??= { wrong: [], unknown: [] };
    this.found.unknown.push({ path: [...this.#path, field], fields });
  }
}

/** What a strategic merge patch says how to merge: https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/ */
const directive = /^\$/;

function isScalar(value: unknown, type: Scalar): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'bytes':
      return typeof value === 'string' ? isBase64(value) : isBytes(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'int32':
      return isWhole(value, 31);
    case 'int':
      return isWhole(value, 63);
    case 'double':
      return typeof value === 'number' || typeof value === 'bigint';
    case 'int-or-string':
      return typeof value === 'string' || isWhole(value, 31);
    case 'time':
      return typeof value === 'string' && time.test(value);
    case 'quantity':
      return typeof value === 'string' ? quantity.test(value) : typeof value === 'number';
  }
}

function isWhole(value: unknown, bits: number): boolean {
  if (typeof value === 'bigint') return BigInt.asIntN(bits + 1, value) === value;
  return typeof value === 'number' && Number.isInteger(value) && value >= -(2 ** bits) && value < 2 ** bits;
}

/** Line breaks do not count; what the door took out was some bytes. */
function isBase64(text: string): boolean {
  if (text === '' || text.includes(redactedPrefix)) return true;
  const compact = text.includes('\n') ? text.replaceAll(/[\r\n]/g, '') : text;
  return compact.length % 4 === 0 && base64.test(compact);
}

const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** Go reads bytes from a list of numbers as well. */
function isBytes(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every(
      (item: unknown) => item === null || (Number.isInteger(item) && Number(item) >= 0 && Number(item) < 256),
    )
  );
}

/** https://www.rfc-editor.org/rfc/rfc3339; that events want six digits of a second is no matter of types. */
const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
const quantity = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

const words: Readonly<Record<Scalar, string>> = {
  string: 'a string',
  bool: 'true or false',
  int32: 'a whole number',
  int: 'a whole number',
  double: 'a number',
  bytes: 'a string in Base64',
  time: 'a time such as 2026-01-31T08:00:00Z',
  quantity: 'a quantity such as 100m or 1Gi',
  'int-or-string': 'a whole number or a string',
};

function expectedOf(value: unknown, type: Scalar): string {
  const isTooLarge = type === 'int32' && typeof value === 'number' && Number.isInteger(value);
  return isTooLarge ? 'a whole number of 32 bits' : words[type];
}

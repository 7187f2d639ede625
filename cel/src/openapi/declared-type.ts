import { type CelType, types } from '../cel-type.ts';

/** What is read of an OpenAPI v3 schema; `$ref` must be resolved before. */
export interface OpenApiSchema {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: OpenApiSchema | boolean;
  readonly items?: OpenApiSchema;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
}

/** The type of a place in a document. */
export interface DeclaredType {
  readonly type: CelType;
  /** The most elements, entries or characters that it can have. */
  readonly most: number;
  /** The fewest bytes it takes as JSON. */
  readonly smallest: number;
  /** By the name in the data. */
  readonly fields?: ReadonlyMap<string, DeclaredType>;
  readonly element?: DeclaredType;
}

/** The limit of a request, which bounds what nothing else does. */
const largestRequest = 3 * 1024 * 1024;
const longestText = largestRequest - 2;

const stringFormats: Readonly<Record<string, Pick<DeclaredType, 'type' | 'smallest' | 'most'>>> = {
  duration: { type: types.duration, smallest: 3, most: 32 },
  date: { type: types.timestamp, smallest: 12, most: 12 },
  'date-time': { type: types.timestamp, smallest: 21, most: 32 },
};

/** Longer texts are counted by their bytes, of which a character may have four. */
const bytesOf = (characters: number) => Math.max(0, characters) * 4;

/**
 * https://github.com/kubernetes/apiserver/blob/master/pkg/cel/common/schemas.go, SchemaDeclType; undefined for schemas that
 * say nothing.
 * @param name - of the type, where it is an object
 */
export function declaredType(
  schema: OpenApiSchema,
  name: string,
  isResource = false,
): DeclaredType | undefined {
  if (schema['x-kubernetes-int-or-string'] === true) {
    return {
      type: types.dyn,
      smallest: 1,
      most: schema.maxLength === undefined ? longestText : bytesOf(schema.maxLength),
    };
  }
  const known = isResource ? withResourceFields(schema) : schema;
  switch (known.type) {
    case 'array':
      return declaredList(known, name);
    case 'object':
      return typeof known.additionalProperties === 'object'
        ? declaredMap(known, known.additionalProperties, name)
        : declaredObject(known, name);
    case 'string':
      return declaredText(known);
    case 'boolean':
      return { type: types.bool, smallest: 4, most: 0 };
    case 'number':
      return { type: types.double, smallest: 1, most: 0 };
    case 'integer':
      return { type: types.int, smallest: 1, most: 0 };
    default:
      return undefined;
  }
}

const text: OpenApiSchema = { type: 'string' };

/** Every resource has these, whatever its schema says. */
function withResourceFields(schema: OpenApiSchema): OpenApiSchema {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  const named = metadata?.properties;
  const isWhole =
    [kind, apiVersion, named?.['name'], named?.['generateName']].every((field) => field?.type === 'string') &&
    metadata?.type === 'object';
  if (isWhole) return schema;
  return {
    ...schema,
    properties: {
      ...schema.properties,
      kind: text,
      apiVersion: text,
      metadata: { type: 'object', properties: { name: text, generateName: text } },
    },
  };
}

function innerType(schema: OpenApiSchema, name: string): DeclaredType | undefined {
  return declaredType(schema, name, schema['x-kubernetes-embedded-resource']);
}

function declaredList({ items, maxItems }: OpenApiSchema, name: string): DeclaredType | undefined {
  const element = items && innerType(items, `${name}.@idx`);
  if (element === undefined) return undefined;
  const most = maxItems ?? Math.trunc(longestText / (element.smallest + 1));
  return { type: types.list(element.type), smallest: 2, most: Math.max(0, most), element };
}

function declaredMap(
  { maxProperties }: OpenApiSchema,
  values: OpenApiSchema,
  name: string,
): DeclaredType | undefined {
  const element = innerType(values, `${name}.@elem`);
  if (element === undefined) return undefined;
  const most = maxProperties ?? Math.trunc(longestText / (element.smallest + 6));
  return { type: types.map(types.string, element.type), smallest: 2, most: Math.max(0, most), element };
}

function declaredObject({ properties = {}, required = [] }: OpenApiSchema, name: string): DeclaredType {
  const fields = new Map<string, DeclaredType>();
  let smallest = 2;
  for (const [field, schema] of Object.entries(properties)) {
    const declared = innerType(schema, `${name}.${field}`);
    if (declared === undefined) continue;
    fields.set(field, declared);
    if (required.includes(field) && schema.default === undefined)
      smallest += field.length + declared.smallest + 4;
  }
  return { type: types.object(name), smallest, most: 0, fields };
}

function declaredText({ format = '', maxLength, enum: values = [] }: OpenApiSchema): DeclaredType {
  if (format === 'byte')
    return {
      type: types.bytes,
      smallest: 2,
      most: maxLength === undefined ? longestText : Math.max(0, maxLength),
    };
  const known = Object.hasOwn(stringFormats, format) ? stringFormats[format] : undefined;
  if (known !== undefined) return known;
  const lengths = values.map((value) =>
    typeof value === 'string' ? new TextEncoder().encode(value).length : 0,
  );
  const unwritten = values.length > 0 ? Math.max(0, ...lengths) : longestText;
  return { type: types.string, smallest: 2, most: maxLength === undefined ? unwritten : bytesOf(maxLength) };
}

/** What is read of an OpenAPI v3 document of an API server. */
export interface ApiDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, ApiSchema>> };
}

export interface ApiSchema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly allOf?: readonly ApiSchema[];
  readonly oneOf?: readonly ApiSchema[];
  readonly properties?: Readonly<Record<string, ApiSchema>>;
  readonly items?: ApiSchema;
  readonly additionalProperties?: ApiSchema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly { group: string; version: string; kind: string }[];
}

/**
 * Types of all kinds of several versions. A field is `name type`, followed by the versions that have it where not all do:
 * `resizePolicy []ContainerResizePolicy 1.35 1.36`. Types are `string`, `int32`, `int`, `double`, `bool`, `bytes`, `time`,
 * `quantity`, `int-or-string`, `object` (a map of anything), `dyn`, the name of a definition, `[]` and `{}` before the type of what a list or a map holds.
 */
export interface CompactTypes {
  readonly versions: readonly string[];
  /** `apps/v1/Deployment` to the name of its definition; the core group is empty. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, readonly string[]>>;
}

/** Brings the documents of several versions, oldest first, into one compact form. */
export function compactTypes(byVersion: ReadonlyMap<string, readonly ApiDocument[]>): CompactTypes {
  const versions = [...byVersion.keys()];
  const kinds = new Map<string, string>();
  /** By definition and field with its type: the versions that have it. */
  const found = new Map<string, Map<string, string[]>>();
  for (const [version, documents] of byVersion) {
    const schemas = new Map(documents.flatMap(({ components }) => Object.entries(components?.schemas ?? {})));
    for (const [name, schema] of schemas) {
      if (schema.properties === undefined) continue;
      for (const kind of kindsOf(schema)) kinds.set(kind, name);
      const fields = found.get(name) ?? new Map<string, string[]>();
      found.set(name, fields);
      for (const [field, type] of Object.entries(schema.properties)) {
        const text = `${field} ${typeText(type, schemas)}`;
        fields.set(text, [...(fields.get(text) ?? []), version]);
      }
    }
  }
  return {
    versions,
    kinds: Object.fromEntries([...kinds].sort(byName)),
    definitions: Object.fromEntries(
      [...found]
        .sort(byName)
        .map(([name, fields]) => [
          name,
          Array.from(fields, ([text, having]) =>
            having.length === versions.length ? text : `${text} ${having.join(' ')}`,
          ).sort(),
        ]),
    ),
  };
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

/** Only what has metadata of its own is stored and judged: no lists, no options of requests. */
function kindsOf(schema: ApiSchema): string[] {
  const { kind, apiVersion, metadata } = schema.properties ?? {};
  if (kind === undefined || apiVersion === undefined || metadata === undefined) return [];
  if (referenceOf(metadata)?.endsWith('.ObjectMeta') !== true) return [];
  return (schema['x-kubernetes-group-version-kind'] ?? []).map(
    (named) => `${named.group}/${named.version}/${named.kind}`,
  );
}

function referenceOf({ $ref, allOf }: ApiSchema): string | undefined {
  const reference = $ref ?? (allOf?.length === 1 ? allOf[0]?.$ref : undefined);
  return reference?.replace('#/components/schemas/', '');
}

/** Types that keep whatever JSON stands there. */
const rawJson = /\.(?:RawExtension|FieldsV1)$/;

/** What the API server finds no type for is dyn. */
function typeText(schema: ApiSchema, schemas: ReadonlyMap<string, ApiSchema>): string {
  const reference = referenceOf(schema);
  if (reference !== undefined) {
    const definition = schemas.get(reference);
    if (definition === undefined || rawJson.test(reference)) return 'dyn';
    return definition.properties === undefined ? typeText(definition, schemas) : reference;
  }
  if (schema.format === 'int-or-string') return 'int-or-string';
  if (schema.oneOf !== undefined)
    return schema.oneOf.some(({ type }) => type === 'number') ? 'quantity' : 'dyn';
  switch (schema.type) {
    case 'array':
      return schema.items === undefined ? 'dyn' : `[]${typeText(schema.items, schemas)}`;
    case 'object':
      return typeof schema.additionalProperties === 'object'
        ? `{}${typeText(schema.additionalProperties, schemas)}`
        : 'object';
    case 'string':
      return schema.format === 'date-time' ? 'time' : schema.format === 'byte' ? 'bytes' : 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return 'double';
    case 'integer':
      return schema.format === 'int32' ? 'int32' : 'int';
    default:
      return 'dyn';
  }
}

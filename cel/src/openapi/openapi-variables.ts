import { type CelType, types } from '../cel-type.ts';
import type { SizeOfPath } from '../cost/static-cost.ts';
import { type SchemaProvider, unescapeFieldName } from '../schema-provider.ts';
import { type DeclaredType, declaredType, type OpenApiSchema } from './declared-type.ts';

/** Variables whose types come from schemas, ready for an environment and for static estimates. */
export interface OpenApiVariables {
  readonly variables: Readonly<Record<string, CelType>>;
  readonly provider: SchemaProvider;
  readonly sizeOfPath: SizeOfPath;
}

/**
 * Declares variables by the OpenAPI v3 schemas of their resources, as the API server does for rules of
 * CustomResourceDefinitions.
 * @param schemas - by variable, with `$ref`s resolved
 */
export function openApiVariables(schemas: Readonly<Record<string, OpenApiSchema>>): OpenApiVariables {
  const declared = new Map<string, DeclaredType>();
  const objects = new Map<string, DeclaredType>();
  for (const [variable, schema] of Object.entries(schemas)) {
    const found = declaredType(schema, `schema.${variable}`, true);
    if (found === undefined) continue;
    declared.set(variable, found);
    collectObjects(found, objects);
  }
  return {
    variables: Object.fromEntries(
      Object.keys(schemas).map((variable) => [variable, declared.get(variable)?.type ?? types.dyn]),
    ),
    provider: {
      hasType: (name) => objects.has(name),
      findField: (name, field) => objects.get(name)?.fields?.get(field)?.type,
    },
    sizeOfPath: (path) => sizeAt(declared, path),
  };
}

function collectObjects(declared: DeclaredType, objects: Map<string, DeclaredType>): void {
  if (declared.type.kind === 'object') objects.set(declared.type.name, declared);
  for (const field of declared.fields?.values() ?? []) collectObjects(field, objects);
  if (declared.element !== undefined) collectObjects(declared.element, objects);
}

function sizeAt(
  declared: ReadonlyMap<string, DeclaredType>,
  [variable = '', ...steps]: readonly string[],
): { min: bigint; max: bigint } | undefined {
  let at = declared.get(variable);
  for (const step of steps) {
    if (step === '@items' || step === '@values') at = at?.element;
    // The keys of maps are texts without a limit of their own.
    else if (step === '@keys') return at?.type.kind === 'map' ? { min: 0n, max: 0n } : undefined;
    else at = at?.fields?.get(unescapeFieldName(step));
  }
  return at === undefined ? undefined : { min: 0n, max: BigInt(at.most) };
}

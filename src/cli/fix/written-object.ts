import type { ClusterObject, FieldPath, Json } from '../../cluster/index.ts';
import type { YamlDocument } from '../../sources/yaml/index.ts';

/** Where an object stands in a file: the index of its document, and the way to it there. */
export interface WrittenPlace {
  readonly document: number;
  readonly object: FieldPath;
}

/** The objects of a file by where they stand in it. */
export class WrittenObjects {
  private readonly places = new Map<string, WrittenPlace & { readonly fields: Fields }>();

  constructor(documents: readonly YamlDocument[]) {
    for (const [index, document] of documents.entries()) {
      for (const { path, fields } of objectsIn(document.value, [])) {
        const { line, column } = document.locate(path);
        this.places.set(`${line}:${column}`, { document: index, object: path, fields });
      }
    }
  }

  /** Finds an object again; undefined when it is no longer where it was read. */
  find({ name, origin }: ClusterObject): WrittenPlace | undefined {
    const place = this.places.get(`${origin?.line}:${origin?.column}`);
    return place !== undefined && nameOf(place.fields) === name ? place : undefined;
  }
}

type Fields = { readonly [field: string]: Json };

/** The objects of a document, those of lists and lists in lists too, as the reader of manifests opens them. */
function* objectsIn(value: Json, path: FieldPath): Generator<{ path: FieldPath; fields: Fields }> {
  if (!isFields(value)) return;
  const { kind, items } = value;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) {
    yield { path, fields: value };
    return;
  }
  for (const [index, item] of (items as readonly Json[]).entries())
    yield* objectsIn(item, [...path, 'items', index]);
}

function nameOf({ metadata }: Fields): Json | undefined {
  return isFields(metadata) ? metadata['name'] : undefined;
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

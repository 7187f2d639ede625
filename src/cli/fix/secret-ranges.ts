import { type ClusterObject, type FieldPath, findRedacted } from '../../cluster/index.ts';
import type { YamlDocument } from '../../sources/yaml/index.ts';
import type { WrittenObjects } from './written-object.ts';

/** Offsets in a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where values of secrets are written in a file: what was redacted in its objects must not be shown either. */
export function secretRanges(
  documents: readonly YamlDocument[],
  written: WrittenObjects,
  objects: Iterable<ClusterObject>,
): readonly Range[] {
  const ranges: Range[] = [];
  for (const object of objects) {
    const place = written.find(object);
    const document = place && documents[place.document];
    if (place === undefined || document === undefined) continue;
    for (const path of redactedPaths(object.body, [])) {
      const node = nearestNode(document, [...place.object, ...path]);
      if (node !== undefined) ranges.push({ start: node.start, end: node.end });
    }
  }
  return ranges;
}

function* redactedPaths(value: unknown, path: FieldPath): Generator<FieldPath> {
  if (typeof value === 'string') {
    if (findRedacted(value).length > 0) yield path;
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, field] of Object.entries(value))
    yield* redactedPaths(field, [...path, Array.isArray(value) ? Number(key) : key]);
}

/** Redaction may give a value another shape than it is written in: then all that holds it is hidden. */
function nearestNode(document: YamlDocument, path: FieldPath): Range | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.nodeAt(path.slice(0, length));
    if (node !== undefined) return node;
  }
  return document.nodeAt([]);
}

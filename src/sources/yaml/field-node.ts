import type { FieldPath } from '../../cluster/index.ts';
import { formatGoFloat32 } from './go-number.ts';
import type { MappingNode, YamlNode } from './node.ts';
import { resolveScalar } from './resolve.ts';

/** A field as it is written: `node` is its value, `key` what stands before the colon, absent for list items. */
export interface FieldNode {
  readonly node: YamlNode;
  readonly key?: YamlNode;
  /** True when the field is written elsewhere and comes here through an alias or a merge. */
  readonly shared: boolean;
}

/** Walks a path as far as it is written; `missing` counts the steps that are not. */
export function findField(root: YamlNode, path: FieldPath): { field: FieldNode; missing: number } {
  let field: FieldNode = { node: root, shared: false };
  for (const [index, step] of path.entries()) {
    const next = child(field, step);
    if (next === undefined) return { field, missing: path.length - index };
    field = next;
  }
  return { field, missing: 0 };
}

function child(field: FieldNode, step: string | number): FieldNode | undefined {
  const { node, shared } = dereference(field.node, field.shared);
  if (node.kind === 'mapping') return pair(node, String(step), shared);
  if (node.kind !== 'sequence' || typeof step !== 'number') return undefined;
  const item = node.items[step];
  return item === undefined ? undefined : { node: item, shared };
}

function dereference(start: YamlNode, startShared: boolean): { node: YamlNode; shared: boolean } {
  let node = start;
  let shared = startShared;
  while (node.kind === 'alias') {
    node = node.target;
    shared = true;
  }
  return { node, shared };
}

/** The pair that wins in kubectl's reading: the last one written, a merge counting where it stands. */
function pair(mapping: MappingNode, name: string, shared: boolean): FieldNode | undefined {
  for (let index = mapping.keys.length - 1; index >= 0; index--) {
    const key = mapping.keys[index];
    const node = mapping.values[index];
    if (key === undefined || node === undefined) continue;
    if (isMerge(key)) {
      const merged = mergedPair(node, name);
      if (merged !== undefined) return merged;
    } else if (keyText(key) === name) {
      return { key, node, shared };
    }
  }
  return undefined;
}

function mergedPair(value: YamlNode, name: string): FieldNode | undefined {
  const sources = value.kind === 'sequence' ? value.items : [value];
  for (const source of sources) {
    const { node } = dereference(source, true);
    const found = node.kind === 'mapping' ? pair(node, name, true) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function isMerge(key: YamlNode): boolean {
  return (
    key.kind === 'scalar' && key.text === '<<' && (key.implicit || key.tag === 'tag:yaml.org,2002:merge')
  );
}

function keyText(key: YamlNode): string | undefined {
  const { node } = dereference(key, false);
  if (node.kind !== 'scalar') return undefined;
  const value = resolveScalar(node);
  return typeof value === 'number' ? formatGoFloat32(value) : String(value);
}

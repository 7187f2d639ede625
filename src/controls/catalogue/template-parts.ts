import type { KnownParts, PartPath, Program, Provenance } from '@plimsoll/cel';
import type { CompiledVariable, NamedProgram } from './compiled-control.ts';

/**
 * The parts of a pod template, and of its object, that decide what a policy says: templates that are equal there get the
 * same verdict. Each is a path with at most one `*`, which stands for every entry of a list.
 * @returns undefined when the policy reads more than can be compared quickly: whole containers, the namespace, the request
 */
export function templatePartsOf(
  programs: readonly Program[],
  variables: readonly (NamedProgram & Pick<CompiledVariable, 'constant'>)[],
): readonly PartPath[] | undefined {
  const known = new Map<string, Provenance>();
  const lookUp: KnownParts = ([root, name, ...below]) =>
    root === 'variables' && name !== undefined && below.length === 0 ? known.get(name) : undefined;
  for (const { name, program } of variables) known.set(name, program.provenance(lookUp));
  const parts = new Map<string, PartPath>();
  for (const program of programs) {
    const { reads, from } = program.provenance(lookUp);
    for (const path of [...reads, ...from]) {
      if (path[0] === 'params') continue;
      const part = partOf(path);
      if (part === undefined) return undefined;
      parts.set(JSON.stringify(part), part);
    }
  }
  return [...parts.values()];
}

/** The lists whose entries are compared field by field. */
const lists: ReadonlySet<string> = new Set([
  'containers',
  'initContainers',
  'ephemeralContainers',
  'volumes',
]);

/** The part of which a path is a part; undefined when that is too much. */
function partOf(path: PartPath): PartPath | undefined {
  const [root, name = '#', ...below] = path;
  if (root === 'object') return partOfObject(name, below);
  if (root !== 'variables') return undefined;
  switch (name) {
    case 'containers':
    case 'volumes':
      return partOfList([root, name], below);
    case 'imageReferences':
      return [root, name];
    case 'podSpec': {
      const [field, ...inside] = below;
      if (!isField(field)) return undefined;
      return lists.has(field) ? partOfList([root, name, field], inside) : [root, name, field];
    }
    case 'podAnnotations':
    case 'podMetadata':
      return isField(below[0]) ? [root, name, below[0]] : undefined;
    default:
      return undefined;
  }
}

function partOfList(list: PartPath, [entry, field]: PartPath): PartPath | undefined {
  if (entry === '#') return [...list, '#'];
  return entry === '*' && (field === '#' || isField(field)) ? [...list, '*', field] : undefined;
}

/** `metadata` and `spec` are maps in every object that has a pod template. */
function partOfObject(field: string, [inside]: PartPath): PartPath | undefined {
  if (field === 'kind' || field === 'apiVersion') return ['object', field];
  if (field !== 'metadata' && field !== 'spec') return undefined;
  return isField(inside) && inside !== 'template' && inside !== 'jobTemplate'
    ? ['object', field, inside]
    : undefined;
}

function isField(step: string | undefined): step is string {
  return step !== undefined && step !== '#' && step !== '*';
}

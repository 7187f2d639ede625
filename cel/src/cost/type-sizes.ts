import { type CelType, optionalValueType } from '../cel-type.ts';
import { codePointLength } from '../values/text-length.ts';
import type { ExpandedNode } from './expanded-tree.ts';
import { fixed, type Range } from './size-range.ts';

const one = fixed(1);

/** Upstream counts no unit for a field of a value of unknown type. */
export function countsSelection(type: CelType): boolean {
  return type.kind === 'map' || type.kind === 'object' || type.kind === 'parameter' || isStruct(type);
}

/** Kubernetes declares these as object types; the others that only functions look into are opaque. */
function isStruct(type: CelType): boolean {
  return type.kind === 'opaque' && type.name.startsWith('kubernetes.');
}

/** The type of the elements of a list; of a map it is that of the keys, as upstream has it. */
export function firstParameter(type: CelType): CelType | undefined {
  switch (type.kind) {
    case 'list':
      return type.element;
    case 'map':
      return type.key;
    case 'opaque':
      return type.parameters[0];
    case 'type':
      return type.parameter;
    default:
      return undefined;
  }
}

/** Whether all values of a type have the same size. */
export function isScalar(type: CelType): boolean {
  switch (type.kind) {
    case 'bool':
    case 'double':
    case 'duration':
    case 'int':
    case 'timestamp':
    case 'uint':
      return true;
    default: {
      const inner = optionalValueType(type);
      return inner !== undefined && isScalar(inner);
    }
  }
}

/** The size of what is written out in the expression itself. */
export function writtenSize(node: ExpandedNode): Range | undefined {
  if (node.kind === 'list') return fixed(node.elements.length);
  if (node.kind === 'map') return fixed(node.entries.length);
  if (node.kind !== 'literal') return undefined;
  const { value } = node;
  if (typeof value === 'string') return fixed(codePointLength(value));
  return value instanceof Uint8Array ? fixed(value.length) : one;
}

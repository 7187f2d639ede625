import { type CelType, types } from '@plimsoll/cel';

/** The API server keeps the type of a composed variable only where it is simple, or a container of what is simple. */
export function composedType(type: CelType): CelType {
  switch (type.kind) {
    case 'bool':
    case 'bytes':
    case 'double':
    case 'duration':
    case 'int':
    case 'null':
    case 'string':
    case 'timestamp':
    case 'uint':
      return type;
    case 'list':
      return types.list(composedType(type.element));
    case 'map':
      return types.map(composedType(type.key), composedType(type.value));
    default:
      return types.dyn;
  }
}

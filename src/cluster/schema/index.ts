export { type ApiDocument, type CompactTypes, compactTypes } from './compact-types.ts';
export { publishedTypes } from './published-types.ts';
export type { UnknownField, WrongType } from './structural-type.ts';
export { unknownFields, wrongTypes } from './wrong-types.ts';

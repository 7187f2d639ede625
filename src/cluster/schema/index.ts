export { type ApiDocument, type CompactTypes, compactTypes } from './compact-types.ts';
export { publishedTypes } from './published-types.ts';
export type { WrongType } from './structural-type.ts';
export { wrongTypes } from './wrong-types.ts';

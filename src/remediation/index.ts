export type { RemediationErrorCode } from './errors.ts';
export { RemediationError } from './errors.ts';
export type { Change, Repair } from './repair-text.ts';
export { repairText } from './repair-text.ts';
export type { TextEdit } from './text-edit.ts';
export type { UnifiedDiff } from './unified-diff.ts';
export { unifiedDiff } from './unified-diff.ts';
export type { ReadText, WrittenDocument, WrittenField } from './written-document.ts';

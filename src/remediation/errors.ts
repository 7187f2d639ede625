import { type FieldPath, formatPath } from '../cluster/index.ts';

/** Why a change is not made; codes are stable. */
const reasons = {
  'patch-does-not-apply': 'the patch names a place that is not in the file',
  'conflicting-change': 'another change sets this field to something else',
  'shared-field':
    'the field is written once for several places (an anchor or a merge key), and not all of them may change',
  'text-not-exact': 'the file has bytes that are not text, and an edit would change them too',
  'edit-not-proven': 'reading the edited text again does not give the patched object',
} as const;

export type RemediationErrorCode = keyof typeof reasons;

/** A change that would touch more than was asked for, or cannot be proven right, is refused. */
export class RemediationError extends Error {
  readonly code: RemediationErrorCode;
  /** From the root of the document. */
  readonly path: FieldPath;

  constructor(code: RemediationErrorCode, path: FieldPath) {
    super(path.length === 0 ? reasons[code] : `${reasons[code]}: ${formatPath(path)}`);
    this.name = 'RemediationError';
    this.code = code;
    this.path = path;
  }
}

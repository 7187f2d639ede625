/** Faults in how the model is used, as opposed to {@link Problem}s in what was read. Codes are stable. */
const messages = {
  'cluster-not-described':
    'the model has no description: call describe() with identity, version, provenance and coverage before snapshot()',
} as const;

export type ClusterModelErrorCode = keyof typeof messages;

export class ClusterModelError extends Error {
  readonly code: ClusterModelErrorCode;

  constructor(code: ClusterModelErrorCode) {
    super(messages[code]);
    this.name = 'ClusterModelError';
    this.code = code;
  }
}

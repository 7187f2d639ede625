/** A credential in a text, as a half-open range of UTF-16 offsets. */
export interface CredentialSpan {
  readonly start: number;
  readonly end: number;
  /** Id of what recognised it. */
  readonly detector: string;
}

/** Token types, in the words of libyaml, so that the scanner can be checked against it. */
export const Token = {
  STREAM_END: 1,
  DIRECTIVE: 2,
  DOCUMENT_START: 3,
  DOCUMENT_END: 4,
  BLOCK_SEQUENCE_START: 5,
  BLOCK_MAPPING_START: 6,
  BLOCK_END: 7,
  FLOW_SEQUENCE_START: 8,
  FLOW_SEQUENCE_END: 9,
  FLOW_MAPPING_START: 10,
  FLOW_MAPPING_END: 11,
  BLOCK_ENTRY: 12,
  FLOW_ENTRY: 13,
  KEY: 14,
  VALUE: 15,
  ALIAS: 16,
  ANCHOR: 17,
  TAG: 18,
  SCALAR: 19,
} as const;

export interface Token {
  readonly type: number;
  readonly start: number;
  readonly end: number;
  /** Text of a scalar, name of an anchor, alias or directive, handle of a tag. */
  readonly value: string;
  /** Suffix of a tag, argument of a directive. */
  readonly suffix: string;
  /** True for a scalar without quotes, whose text decides its type. */
  readonly plain: boolean;
}

/** A token that carries nothing but its place. */
export function indicator(type: number, start: number, end: number): Token {
  return { type, start, end, value: '', suffix: '', plain: false };
}

export function scalarToken(value: string, start: number, end: number, plain: boolean): Token {
  return { type: Token.SCALAR, start, end, value, suffix: '', plain };
}

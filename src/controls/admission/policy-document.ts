import type { FieldPath, Position } from '../../cluster/index.ts';

/** One YAML or JSON document of a folder of policies. Who reads the file parses it. */
export interface PolicyDocument {
  /** As people name it. */
  readonly file: string;
  readonly content: unknown;
  /** A cluster has it: its API server has accepted it before. */
  readonly stored?: boolean;
  /** Position of a field, or of its nearest ancestor that is written. */
  readonly locate?: (path: FieldPath) => Position;
  /** The text of the file and where in it a value is written, quotes and block header included. */
  readonly written?: (path: FieldPath) => WrittenValue | undefined;
}

export interface WrittenValue {
  /** The whole file. */
  readonly text: string;
  /** UTF-16 offsets of the value; the end is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** The same document seen from one of its items, for `kind: List`. */
export function documentAt(document: PolicyDocument, prefix: FieldPath, content: unknown): PolicyDocument {
  const { file, stored, locate, written } = document;
  return {
    file,
    content,
    ...(stored !== undefined && { stored }),
    ...(locate && { locate: (path: FieldPath) => locate([...prefix, ...path]) }),
    ...(written && { written: (path: FieldPath) => written([...prefix, ...path]) }),
  };
}

/** The position of a field; the file alone where nobody knows better. */
export function positionOf({ file, locate }: PolicyDocument, path: FieldPath): Position {
  return locate?.(path) ?? { file, line: 1, column: 1 };
}

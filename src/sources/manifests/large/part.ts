/** One document of a stream or one item of a list, with its place in the file. */
export interface Part {
  /** Byte offsets, `end` exclusive. */
  readonly start: number;
  readonly end: number;
  readonly line: number;
  /** Counts bytes from 1; where a part does not start its line only white space stands before it. */
  readonly column: number;
}

/** How a file came to be read. */
export interface Named {
  /** How problems name it. */
  readonly shown: string;
  /**
   * A person named it, so whatever is wrong with it is an error. Of the other files in a folder only those are that show a
   * sign of being a manifest: configuration with comments in its JSON or templates in its YAML is nobody's mistake.
   */
  readonly named: boolean;
}

/** One file to read. */
export interface FileSource extends Named {
  /** Of a file, or of one part of a large file that has parts. */
  readonly maxFileSize: number;
}

/** One requirement of a framework, in our own words where the text is not free to copy. */
export interface FrameworkRequirement {
  readonly id: string;
  readonly title: string;
  /** Controls that decide it, beside those that name it in their mappings. */
  readonly controls: readonly string[];
  /** Only a person can decide it. */
  readonly manual: boolean;
}

/** A catalogue file `catalog/frameworks/<id>.yaml`. Mappings name it `id@version`. */
export interface Framework {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly url?: string;
  readonly requirements: readonly FrameworkRequirement[];
  readonly file: string;
}

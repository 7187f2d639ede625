/** What is written at a place: offsets are UTF-16 units into the text that was parsed; `end` is exclusive. */
export type YamlNode = ScalarNode | MappingNode | SequenceNode | AliasNode;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** In long form; empty when none is written. */
  readonly tag: string;
  /** True when the text decides the type: no quotes and no tag, or the tag `!`. */
  readonly implicit: boolean;
}

export interface MappingNode {
  readonly kind: 'mapping';
  readonly start: number;
  end: number;
  readonly keys: YamlNode[];
  readonly values: YamlNode[];
}

export interface SequenceNode {
  readonly kind: 'sequence';
  readonly start: number;
  end: number;
  readonly items: YamlNode[];
}

export interface AliasNode {
  readonly kind: 'alias';
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly target: YamlNode;
}

import { YamlError } from './errors.ts';
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from './node.ts';
import { Scanner } from './scanner.ts';
import { readDirectives, resolveTag, standardTags } from './tag-handles.ts';
import { Token } from './token.ts';

/** Collections inside collections: Kubernetes objects stay below 30; kubectl itself would go to 10,000. */
export const MAX_DEPTH = 100;

export interface ParsedDocument {
  /** Undefined when the text holds no document at all. */
  readonly root: YamlNode | undefined;
  /** Where text starts that kubectl does not read, because it follows the end of the document. */
  readonly ignoredFrom: number | undefined;
}

/**
 * Parses the first document of a text into nodes, by the grammar of libyaml, which has some bugs that go-yaml keeps
 * and so do we.
 * @throws YamlError when kubectl would refuse the text, or when it nests deeper than {@link MAX_DEPTH}.
 */
export function parseDocument(text: string): ParsedDocument {
  return new Parser(text).document();
}

class Parser {
  private readonly scanner: Scanner;
  private readonly anchors = new Map<string, YamlNode>();
  private tags = standardTags;
  private depth = 0;

  constructor(text: string) {
    this.scanner = new Scanner(text);
  }

  document(): ParsedDocument {
    const first = this.scanner.peek();
    if (first.type === Token.STREAM_END) return { root: undefined, ignoredFrom: undefined };
    let root: YamlNode;
    if (first.type === Token.DIRECTIVE || first.type === Token.DOCUMENT_START) {
      this.tags = readDirectives(this.scanner);
      const start = this.scanner.take();
      if (start.type !== Token.DOCUMENT_START) {
        throw new YamlError(
          'yaml-syntax',
          'a directive must be followed by `---` in the same document',
          start.start,
        );
      }
      root = this.explicitContent();
    } else {
      root = this.node(true, false);
    }
    return { root, ignoredFrom: this.ignoredFrom() };
  }

  private explicitContent(): YamlNode {
    const token = this.scanner.peek();
    switch (token.type) {
      case Token.DIRECTIVE:
      case Token.DOCUMENT_START:
      case Token.DOCUMENT_END:
      case Token.STREAM_END:
        return emptyScalar(token.start);
      default:
        return this.node(true, false);
    }
  }

  private ignoredFrom(): number | undefined {
    let token = this.scanner.peek();
    if (token.type !== Token.DOCUMENT_END) return token.type === Token.STREAM_END ? undefined : token.start;
    token = this.scanner.take();
    try {
      while (token.type === Token.DOCUMENT_END) token = this.scanner.take();
    } catch (error) {
      if (error instanceof YamlError) return error.offset;
      throw error;
    }
    return token.type === Token.STREAM_END ? undefined : token.start;
  }

  private node(block: boolean, indentlessSequence: boolean): YamlNode {
    let token = this.scanner.peek();
    if (token.type === Token.ALIAS) return this.alias();
    const { start } = token;
    let end = start;
    let anchor = '';
    let tagToken: Token | undefined;
    for (let properties = 0; properties < 2; properties++) {
      if (token.type === Token.ANCHOR && anchor === '') anchor = token.value;
      else if (token.type === Token.TAG && tagToken === undefined) tagToken = token;
      else break;
      ({ end } = this.scanner.take());
      token = this.scanner.peek();
    }
    const tag = tagToken === undefined ? '' : resolveTag(tagToken, this.tags);

    if (token.type === Token.SCALAR) {
      this.scanner.take();
      const implicit = tag === '' ? token.plain : tag === '!';
      return this.remember(anchor, {
        kind: 'scalar',
        start,
        end: token.end,
        text: token.value,
        tag,
        implicit,
      });
    }
    const collection = this.collectionAt(token, block, indentlessSequence);
    if (collection !== undefined) return this.nested(anchor, start, collection);
    if (anchor !== '' || tag !== '') {
      return this.remember(anchor, { kind: 'scalar', start, end, text: '', tag, implicit: tag === '' });
    }
    throw new YamlError('yaml-syntax', 'a value is missing or not allowed here', token.start);
  }

  private remember<Node extends YamlNode>(anchor: string, node: Node): Node {
    if (anchor !== '') this.anchors.set(anchor, node);
    return node;
  }

  private alias(): YamlNode {
    const { start, end, value } = this.scanner.take();
    const target = this.anchors.get(value);
    // Unnamed: a password that begins with `*` is read as an alias.
    if (target === undefined)
      throw new YamlError('yaml-syntax', 'no anchor of this name stands before this alias', start);
    return { kind: 'alias', start, end, name: value, target };
  }

  private collectionAt(
    token: Token,
    block: boolean,
    indentlessSequence: boolean,
  ): 'indentless' | 'flow-sequence' | 'flow-mapping' | 'sequence' | 'mapping' | undefined {
    if (indentlessSequence && token.type === Token.BLOCK_ENTRY) return 'indentless';
    if (token.type === Token.FLOW_SEQUENCE_START) return 'flow-sequence';
    if (token.type === Token.FLOW_MAPPING_START) return 'flow-mapping';
    if (block && token.type === Token.BLOCK_SEQUENCE_START) return 'sequence';
    if (block && token.type === Token.BLOCK_MAPPING_START) return 'mapping';
    return undefined;
  }

  private nested(
    anchor: string,
    start: number,
    collection: 'indentless' | 'flow-sequence' | 'flow-mapping' | 'sequence' | 'mapping',
  ): YamlNode {
    if (++this.depth > MAX_DEPTH) {
      throw new YamlError('yaml-depth', `collections nest deeper than ${MAX_DEPTH} levels`, start);
    }
    const node =
      collection === 'mapping' || collection === 'flow-mapping'
        ? this.remember<MappingNode>(anchor, { kind: 'mapping', start, end: start, keys: [], values: [] })
        : this.remember<SequenceNode>(anchor, { kind: 'sequence', start, end: start, items: [] });
    if (node.kind === 'mapping') {
      if (collection === 'mapping') this.blockMapping(node);
      else this.flowMapping(node);
    } else if (collection === 'sequence') {
      this.blockSequence(node);
    } else if (collection === 'indentless') {
      this.indentlessSequence(node);
    } else {
      this.flowSequence(node);
    }
    this.depth--;
    return node;
  }

  private blockSequence(node: SequenceNode): void {
    this.scanner.take();
    for (;;) {
      const token = this.scanner.take();
      if (token.type === Token.BLOCK_END) return;
      if (token.type !== Token.BLOCK_ENTRY) {
        throw new YamlError(
          'yaml-syntax',
          "expected '-': this line is not indented like the list it follows",
          token.start,
        );
      }
      const next = this.scanner.peek().type;
      const empty = next === Token.BLOCK_ENTRY || next === Token.BLOCK_END;
      this.addItem(node, empty ? emptyScalar(token.end) : this.node(true, false));
    }
  }

  /** A list that is the value of a key and not indented deeper than it. */
  private indentlessSequence(node: SequenceNode): void {
    while (this.scanner.peek().type === Token.BLOCK_ENTRY) {
      const token = this.scanner.take();
      const next = this.scanner.peek().type;
      this.addItem(
        node,
        next === Token.BLOCK_ENTRY || endsBlockEntry(next) ? emptyScalar(token.end) : this.node(true, false),
      );
    }
  }

  private addItem(node: SequenceNode, item: YamlNode): void {
    node.items.push(item);
    node.end = item.end;
  }

  private blockMapping(node: MappingNode): void {
    this.scanner.take();
    for (;;) {
      const token = this.scanner.take();
      if (token.type === Token.BLOCK_END) return;
      if (token.type !== Token.KEY) {
        throw new YamlError(
          'yaml-syntax',
          'expected a key: this line is not indented like the mapping it follows',
          token.start,
        );
      }
      const key = this.blockEntry(token.end);
      const next = this.scanner.peek();
      const value =
        next.type === Token.VALUE ? this.blockEntry(this.scanner.take().end) : emptyScalar(key.end);
      node.keys.push(key);
      node.values.push(value);
      node.end = value.end;
    }
  }

  private blockEntry(emptyAt: number): YamlNode {
    return endsBlockEntry(this.scanner.peek().type) ? emptyScalar(emptyAt) : this.node(true, true);
  }

  private flowSequence(node: SequenceNode): void {
    this.scanner.take();
    for (let first = true; ; first = false) {
      if (this.endsFlow(node, Token.FLOW_SEQUENCE_END, first, "expected ',' or ']'")) return;
      if (this.scanner.peek().type === Token.KEY) node.items.push(this.flowPair());
      else node.items.push(this.node(false, false));
    }
  }

  /** `[a: b]`: a mapping of one pair. libyaml drops the token after a `?` that no key follows. */
  private flowPair(): YamlNode {
    const { start, end } = this.scanner.take();
    const afterKey = this.scanner.peek().type;
    let key: YamlNode;
    if (afterKey === Token.VALUE || afterKey === Token.FLOW_ENTRY || afterKey === Token.FLOW_SEQUENCE_END) {
      this.scanner.take();
      key = emptyScalar(end);
    } else {
      key = this.node(false, false);
    }
    const value = this.flowValue(Token.FLOW_SEQUENCE_END);
    return { kind: 'mapping', start, end: value.end, keys: [key], values: [value] };
  }

  private flowMapping(node: MappingNode): void {
    this.scanner.take();
    for (let first = true; ; first = false) {
      if (this.endsFlow(node, Token.FLOW_MAPPING_END, first, "expected ',' or '}'")) return;
      if (this.scanner.peek().type !== Token.KEY) {
        const key = this.node(false, false);
        node.keys.push(key);
        node.values.push(emptyScalar(key.end));
        continue;
      }
      const { end } = this.scanner.take();
      const next = this.scanner.peek().type;
      const empty = next === Token.VALUE || next === Token.FLOW_ENTRY || next === Token.FLOW_MAPPING_END;
      node.keys.push(empty ? emptyScalar(end) : this.node(false, false));
      node.values.push(this.flowValue(Token.FLOW_MAPPING_END));
    }
  }

  private flowValue(endToken: number): YamlNode {
    const token = this.scanner.peek();
    if (token.type !== Token.VALUE) return emptyScalar(token.start);
    this.scanner.take();
    const next = this.scanner.peek().type;
    return next === Token.FLOW_ENTRY || next === endToken ? emptyScalar(token.end) : this.node(false, false);
  }

  /** Consumes the separator before an entry, or the end of the collection; a comma may stand before the end. */
  private endsFlow(
    node: MappingNode | SequenceNode,
    endToken: number,
    first: boolean,
    message: string,
  ): boolean {
    if (!first && this.scanner.peek().type !== endToken) {
      const token = this.scanner.take();
      if (token.type !== Token.FLOW_ENTRY) throw new YamlError('yaml-syntax', message, token.start);
    }
    if (this.scanner.peek().type !== endToken) return false;
    node.end = this.scanner.take().end;
    return true;
  }
}

function endsBlockEntry(type: number): boolean {
  return type === Token.KEY || type === Token.VALUE || type === Token.BLOCK_END;
}

function emptyScalar(position: number): ScalarNode {
  return { kind: 'scalar', start: position, end: position, text: '', tag: '', implicit: true };
}

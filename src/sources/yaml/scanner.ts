import {
  breakLength,
  COLON,
  DOT,
  END,
  HASH,
  isBlankOrEnd,
  isBreakOrEnd,
  MINUS,
  QUESTION,
  SPACE,
  TAB,
} from './characters.ts';
import { Cursor } from './cursor.ts';
import { YamlError } from './errors.ts';
import { scanBlockScalar } from './scan-block.ts';
import { scanPlain } from './scan-plain.ts';
import { scanAnchor, scanDirective, scanTag } from './scan-property.ts';
import { scanQuoted } from './scan-quoted.ts';
import { SimpleKeys } from './simple-keys.ts';
import { indicator, Token } from './token.ts';
import { TokenQueue } from './token-queue.ts';

/**
 * Cuts YAML 1.1 text into tokens with the algorithm of libyaml, which go-yaml v2 and so kubectl are built on: what
 * is a key, where indentation ends and where tabs may stand follow from it, and differ from YAML 1.2 readers.
 * https://yaml.org/spec/1.1/
 */
export class Scanner {
  private readonly cursor: Cursor;
  private readonly queue = new TokenQueue();
  private readonly keys: SimpleKeys;
  private readonly indents: number[] = [];
  private indent = -1;
  private keyAllowed = true;
  private streamEnded = false;

  constructor(text: string) {
    this.cursor = new Cursor(text);
    this.keys = new SimpleKeys(this.cursor);
  }

  peek(): Token {
    while (this.needsMoreTokens()) this.fetch();
    const token = this.queue.first();
    if (token === undefined) throw new YamlError('yaml-syntax', 'the text ends too early', this.cursor.end);
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.queue.removeFirst();
    return token;
  }

  /** A token may only be handed out when it can no longer turn out to be the start of a key. */
  private needsMoreTokens(): boolean {
    if (this.streamEnded) return false;
    return this.queue.isEmpty || this.keys.awaits(this.queue.taken);
  }

  private get inFlow(): boolean {
    return this.keys.inFlow;
  }

  private get column(): number {
    return this.cursor.column;
  }

  private saveKey(): void {
    if (!this.keyAllowed) return;
    this.keys.save(this.queue.nextNumber, !this.inFlow && this.indent === this.column);
  }

  private fetch(): void {
    this.skipToToken();
    this.unrollIndent(this.column);
    const { cursor } = this;
    const character = cursor.character();
    if (character === END) return this.fetchStreamEnd();
    if (this.column === 0) {
      if (character === 0x25) return this.fetchDirective();
      if (character === MINUS && cursor.atIndicator(MINUS))
        return this.fetchDocumentIndicator(Token.DOCUMENT_START);
      if (character === DOT && cursor.atIndicator(DOT))
        return this.fetchDocumentIndicator(Token.DOCUMENT_END);
    }
    switch (character) {
      case 0x5b:
        return this.fetchFlowStart(Token.FLOW_SEQUENCE_START);
      case 0x7b:
        return this.fetchFlowStart(Token.FLOW_MAPPING_START);
      case 0x5d:
        return this.fetchFlowEnd(Token.FLOW_SEQUENCE_END);
      case 0x7d:
        return this.fetchFlowEnd(Token.FLOW_MAPPING_END);
      case 0x2c:
        return this.fetchFlowEntry();
      case MINUS:
        if (isBlankOrEnd(cursor.character(1))) return this.fetchBlockEntry();
        break;
      case QUESTION:
        if (this.inFlow || isBlankOrEnd(cursor.character(1))) return this.fetchKey();
        break;
      case COLON:
        if (this.inFlow || isBlankOrEnd(cursor.character(1))) return this.fetchValue();
        break;
      case 0x2a:
        this.startNode();
        return this.queue.push(scanAnchor(cursor, Token.ALIAS));
      case 0x26:
        this.startNode();
        return this.queue.push(scanAnchor(cursor, Token.ANCHOR));
      case 0x21:
        this.startNode();
        return this.queue.push(scanTag(cursor));
      case 0x7c:
      case 0x3e:
        if (!this.inFlow) return this.fetchBlockScalar();
        throw this.noTokenHere();
      case 0x22:
      case 0x27:
        this.startNode();
        return this.queue.push(scanQuoted(cursor));
      case TAB:
      case HASH:
      case 0x25:
      case 0x40:
      case 0x60:
        throw this.noTokenHere();
      default:
    }
    return this.fetchPlain();
  }

  private noTokenHere(): YamlError {
    const character = this.cursor.character();
    const what = character === TAB ? 'a tab may not indent' : 'no YAML value can start with this character';
    return new YamlError('yaml-syntax', what, this.cursor.position);
  }

  /** Tabs may separate tokens, but not where a key may start in block context: there they would indent. */
  private skipToToken(): void {
    const { cursor } = this;
    for (;;) {
      let character = cursor.character();
      while (character === SPACE || (character === TAB && (this.inFlow || !this.keyAllowed))) {
        cursor.position++;
        character = cursor.character();
      }
      if (character === HASH) while (!isBreakOrEnd(cursor.character())) cursor.position++;
      if (breakLength(cursor.text, cursor.position) === 0) return;
      cursor.takeBreak();
      if (!this.inFlow) this.keyAllowed = true;
    }
  }

  private unrollIndent(column: number): void {
    if (this.inFlow) return;
    while (this.indent > column) {
      this.queue.push(indicator(Token.BLOCK_END, this.cursor.position, this.cursor.position));
      this.indent = this.indents.pop() ?? -1;
    }
  }

  /** Opens a block collection at a column deeper than the current one, before the token of that number. */
  private rollIndent(
    column: number,
    type: number,
    position: number,
    tokenNumber = this.queue.nextNumber,
  ): void {
    if (this.inFlow || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    this.queue.insert(tokenNumber, indicator(type, position, position));
  }

  private pushIndicator(type: number, length: number): void {
    const start = this.cursor.position;
    this.cursor.position += length;
    this.queue.push(indicator(type, start, this.cursor.position));
  }

  private endBlocks(): void {
    this.unrollIndent(-1);
    this.keys.dropCurrent();
    this.keyAllowed = false;
  }

  private fetchStreamEnd(): void {
    this.endBlocks();
    this.pushIndicator(Token.STREAM_END, 0);
    this.streamEnded = true;
  }

  private fetchDirective(): void {
    this.endBlocks();
    this.queue.push(scanDirective(this.cursor));
  }

  private fetchDocumentIndicator(type: number): void {
    this.endBlocks();
    this.pushIndicator(type, 3);
  }

  private fetchFlowStart(type: number): void {
    this.saveKey();
    this.keys.enterFlow(this.queue.nextNumber);
    this.keyAllowed = true;
    this.pushIndicator(type, 1);
  }

  private fetchFlowEnd(type: number): void {
    this.keys.dropCurrent();
    this.keys.leaveFlow();
    this.keyAllowed = false;
    this.pushIndicator(type, 1);
  }

  private fetchFlowEntry(): void {
    this.keys.dropCurrent();
    this.keyAllowed = true;
    this.pushIndicator(Token.FLOW_ENTRY, 1);
  }

  private fetchBlockEntry(): void {
    if (!this.inFlow) {
      this.requireKeyAllowed("a list entry '-' is not allowed here");
      this.rollIndent(this.column, Token.BLOCK_SEQUENCE_START, this.cursor.position);
    }
    this.keys.dropCurrent();
    this.keyAllowed = true;
    this.pushIndicator(Token.BLOCK_ENTRY, 1);
  }

  private fetchKey(): void {
    if (!this.inFlow) {
      this.requireKeyAllowed('a mapping key is not allowed here');
      this.rollIndent(this.column, Token.BLOCK_MAPPING_START, this.cursor.position);
    }
    this.keys.dropCurrent();
    this.keyAllowed = !this.inFlow;
    this.pushIndicator(Token.KEY, 1);
  }

  private fetchValue(): void {
    const key = this.keys.current();
    if (this.keys.isPossible(key)) {
      this.queue.insert(key.tokenNumber, indicator(Token.KEY, key.position, key.position));
      this.rollIndent(key.position - key.lineStart, Token.BLOCK_MAPPING_START, key.position, key.tokenNumber);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (!this.inFlow) {
        this.requireKeyAllowed("a mapping value is not allowed here: ': ' inside a text needs quotes");
        this.rollIndent(this.column, Token.BLOCK_MAPPING_START, this.cursor.position);
      }
      this.keyAllowed = !this.inFlow;
    }
    this.pushIndicator(Token.VALUE, 1);
  }

  private requireKeyAllowed(message: string): void {
    if (!this.keyAllowed) throw new YamlError('yaml-syntax', message, this.cursor.position);
  }

  /** What may itself be, or begin, a key. */
  private startNode(): void {
    this.saveKey();
    this.keyAllowed = false;
  }

  private fetchBlockScalar(): void {
    this.keys.dropCurrent();
    this.keyAllowed = true;
    this.queue.push(scanBlockScalar(this.cursor, this.indent));
  }

  private fetchPlain(): void {
    this.startNode();
    const { token, endsAfterBreak } = scanPlain(this.cursor, this.indent + 1, this.inFlow);
    if (endsAfterBreak) this.keyAllowed = true;
    this.queue.push(token);
  }
}

import type { Json } from '../../cluster/index.ts';
import { YamlError, type YamlRemark } from './errors.ts';
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from './node.ts';
import { MAX_DEPTH } from './parser.ts';

export interface ParsedJson {
  readonly root: YamlNode;
  readonly remarks: readonly YamlRemark[];
}

/**
 * Parses one JSON value (RFC 8259) with the place of every node and remarks on duplicate names, of which Go's
 * encoding/json takes the last. Text may follow the value.
 * @throws YamlError on anything that is not JSON, and when it nests deeper than {@link MAX_DEPTH}.
 */
export function parseJson(text: string, from: number): ParsedJson {
  const parser = new JsonParser(text, from);
  return { root: parser.value(), remarks: parser.remarks };
}

/** The value of JSON text that {@link parseJson} accepted, as Go reads it: half of a surrogate pair becomes U+FFFD. */
export function jsonValue(text: string): Json {
  const surrogates = /\\u[dD][89a-fA-F]/.test(text);
  return (surrogates ? JSON.parse(text, wellFormed) : JSON.parse(text)) as Json;
}

function wellFormed(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

export function skipJsonSpace(text: string, from: number): number {
  let position = from;
  for (;;) {
    const character = text.charCodeAt(position);
    if (character !== 0x20 && character !== 0x0a && character !== 0x0d && character !== 0x09) return position;
    position++;
  }
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:(?:\.[0-9]+)?[eE][-+]?[0-9]+|\.[0-9]+(?![eE])|(?![.eE]))/y;
const LITERAL = /true|false|null/y;
const STRING_TAIL = new RegExp(String.raw`(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`, 'y');

class JsonParser {
  readonly remarks: YamlRemark[] = [];
  private readonly text: string;
  private position: number;
  private depth = 0;

  constructor(text: string, from: number) {
    this.text = text;
    this.position = from;
  }

  value(): YamlNode {
    const start = this.skip();
    switch (this.text.charCodeAt(start)) {
      case 0x7b:
        return this.object(start);
      case 0x5b:
        return this.array(start);
      case 0x22:
        return this.string(start);
      default:
        return this.word(start);
    }
  }

  private object(start: number): MappingNode {
    const node: MappingNode = { kind: 'mapping', start, end: start, keys: [], values: [] };
    this.enter(start);
    const names = new Set<string>();
    let next = this.skip();
    while (!this.accept(0x7d)) {
      if (node.keys.length > 0) next = this.expect(0x2c, "expected ',' or '}'");
      const key = this.string(next);
      if (names.has(key.text)) this.remarkDuplicate(key);
      names.add(key.text);
      this.expect(0x3a, "expected ':' after a name");
      node.keys.push(key);
      node.values.push(this.value());
      this.skip();
    }
    node.end = this.position;
    this.depth--;
    return node;
  }

  private array(start: number): SequenceNode {
    const node: SequenceNode = { kind: 'sequence', start, end: start, items: [] };
    this.enter(start);
    this.skip();
    while (!this.accept(0x5d)) {
      if (node.items.length > 0) this.expect(0x2c, "expected ',' or ']'");
      node.items.push(this.value());
      this.skip();
    }
    node.end = this.position;
    this.depth--;
    return node;
  }

  private string(start: number): ScalarNode {
    if (this.text.charCodeAt(start) !== 0x22)
      throw this.unexpected('expected a text in double quotes', start);
    const end = this.stringEnd(start);
    this.position = end;
    const raw = this.text.slice(start + 1, end - 1);
    const text = raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
    return { kind: 'scalar', start, end, text, tag: '', implicit: false };
  }

  private stringEnd(start: number): number {
    const quote = this.text.indexOf('"', start + 1);
    if (quote >= 0 && isSimple(this.text, start + 1, quote)) return quote + 1;
    STRING_TAIL.lastIndex = start + 1;
    if (STRING_TAIL.test(this.text)) return STRING_TAIL.lastIndex;
    throw this.unexpected(
      'the text that starts here has no end, a broken escape, or a control character',
      start,
    );
  }

  private word(start: number): ScalarNode {
    for (const pattern of [NUMBER, LITERAL]) {
      pattern.lastIndex = start;
      if (!pattern.test(this.text)) continue;
      const end = pattern.lastIndex;
      const text = this.text.slice(start, end);
      if (pattern === NUMBER && !Number.isFinite(Number(text))) {
        throw new YamlError('yaml-value', 'this number is too large', start);
      }
      this.position = end;
      return { kind: 'scalar', start, end, text, tag: '', implicit: true };
    }
    throw this.unexpected('expected a JSON value', start);
  }

  private enter(start: number): void {
    this.position = start + 1;
    if (++this.depth > MAX_DEPTH)
      throw new YamlError('yaml-depth', `collections nest deeper than ${MAX_DEPTH} levels`, start);
  }

  private skip(): number {
    this.position = skipJsonSpace(this.text, this.position);
    return this.position;
  }

  private accept(character: number): boolean {
    if (this.text.charCodeAt(this.position) !== character) return false;
    this.position++;
    return true;
  }

  private expect(character: number, message: string): number {
    this.skip();
    if (!this.accept(character)) throw this.unexpected(message, this.position);
    return this.skip();
  }

  private unexpected(message: string, at: number): YamlError {
    return new YamlError(
      'json-syntax',
      at >= this.text.length ? 'the text ends inside a JSON value' : message,
      at,
    );
  }

  private remarkDuplicate(key: ScalarNode): void {
    const message = `the key ${JSON.stringify(key.text)} is written twice in one object`;
    this.remarks.push({ code: 'yaml-duplicate-key', message, offset: key.start });
  }
}

function isSimple(text: string, from: number, to: number): boolean {
  for (let position = from; position < to; position++) {
    const character = text.charCodeAt(position);
    if (character === 0x5c || character < 0x20) return false;
  }
  return true;
}

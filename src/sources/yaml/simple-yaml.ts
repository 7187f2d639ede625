import type { Json } from '../../cluster/index.ts';
import { countNames } from './json-extent.ts';
import { MAX_DEPTH } from './parser.ts';
import { mayBeTyped, resolveScalar } from './resolve.ts';
import {
  APOSTROPHE,
  BACKSLASH,
  COLON,
  endsWord,
  HASH,
  isEntry,
  keyEnd,
  LF,
  MINUS,
  QUOTE,
  quotedEnd,
  quotedJson,
  SPACE,
  startsPlain,
} from './simple-lines.ts';

export interface SimpleYaml {
  readonly value: Json;
  /** Where the value starts, behind comments and `---`. */
  readonly start: number;
}

/**
 * The fast way for YAML as programs write it: block collections, texts on one line or in simple blocks. It is rewritten as
 * JSON, which the engine reads many times faster than scanner, parser and builder make a value. Undefined for everything
 * else, however slightly unusual (anchors, tags, flow collections, comments behind values, keys that are written twice):
 * the full reader decides there, and a property holds that both agree.
 *
 * @param text one document with a line break at its end
 */
export function readSimpleYaml(text: string): SimpleYaml | undefined {
  if (unusual.test(text)) return undefined;
  const writer = new JsonWriter(text);
  if (!writer.document()) return undefined;
  const value = JSON.parse(writer.json) as Json;
  // Fewer names than were written: one is written twice.
  return countNames(value) === writer.names ? { value, start: writer.start } : undefined;
}

/** Tabs, carriage returns, line breaks of Unicode, and what no YAML or no JSON may hold. */
const unusual = /[^\n\x20-\x7e\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Each method that returns false has met something unusual: all that was written is void then. */
class JsonWriter {
  json = '';
  names = 0;
  start = 0;
  private readonly text: string;
  /** Start of the next line that says something, its first character that is no space, and how far that is indented. */
  private content = 0;
  private indent = -1;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): boolean {
    this.nextLine(this.text.startsWith('---\n') ? 4 : 0);
    this.start = this.content;
    return this.indent >= 0 && this.block() && this.indent < 0;
  }

  /** Goes to the next line that is neither empty nor a comment; an indent of -1 says that there is none. */
  private nextLine(from: number): void {
    const { text } = this;
    let line = from;
    while (line < text.length) {
      let at = line;
      while (text.charCodeAt(at) === SPACE) at++;
      const first = text.charCodeAt(at);
      if (first !== LF && first !== HASH) {
        this.content = at;
        this.indent = at - line;
        return;
      }
      line = first === LF ? at + 1 : text.indexOf('\n', at) + 1;
    }
    this.indent = -1;
  }

  /** The collection that starts at the content of this line. */
  private block(): boolean {
    if (this.indent === 0 && this.atMarker()) return false;
    return isEntry(this.text, this.content) ? this.sequence(this.indent) : this.mapping(this.indent);
  }

  private mapping(column: number): boolean {
    if (++this.depth >= MAX_DEPTH) return false;
    this.json += '{';
    for (let first = true; ; first = false) {
      const colon = keyEnd(this.text, this.content);
      if (colon < 0 || !this.key(this.content, colon, first)) return false;
      if (!this.value(colon + 1, column, true)) return false;
      if (this.indent > column) return false;
      if (this.indent < column) break;
      if (column === 0 && this.atMarker()) return false;
    }
    this.json += '}';
    this.depth--;
    return true;
  }

  private sequence(column: number): boolean {
    if (++this.depth >= MAX_DEPTH) return false;
    this.json += '[';
    for (let first = true; ; first = false) {
      if (!first) this.json += ',';
      if (!this.item(column)) return false;
      if (this.indent > column) return false;
      if (this.indent < column || !isEntry(this.text, this.content)) break;
    }
    this.json += ']';
    this.depth--;
    return true;
  }

  /** What stands behind a `-`: a collection may start on its line. */
  private item(column: number): boolean {
    const { text } = this;
    let at = this.content + 1;
    while (text.charCodeAt(at) === SPACE) at++;
    if (text.charCodeAt(at) === LF) return this.value(at, column, false);
    const opensList = isEntry(text, at);
    if (!opensList && keyEnd(this.text, at) < 0) return this.value(at, column, false);
    const inner = column + at - this.content;
    this.content = at;
    this.indent = inner;
    return opensList ? this.sequence(inner) : this.mapping(inner);
  }

  private atMarker(): boolean {
    return this.text.startsWith('---', this.content) || this.text.startsWith('...', this.content);
  }

  private key(from: number, to: number, first: boolean): boolean {
    const { text } = this;
    const opening = text.charCodeAt(from);
    if (opening === QUOTE || opening === APOSTROPHE) {
      this.json += `${first ? '' : ','}${quotedJson(this.text, from, to)}:`;
    } else {
      const key = text.slice(from, to);
      const written = keyJson(key);
      if (written === undefined) return false;
      this.json += first ? `${written}:` : `,${written}:`;
    }
    this.names++;
    return true;
  }

  /** The value from `from` on, in a collection at a column; ends at the next line that says something. */
  private value(from: number, column: number, inMapping: boolean): boolean {
    const { text } = this;
    let at = from;
    while (text.charCodeAt(at) === SPACE) at++;
    const first = text.charCodeAt(at);
    if (first === LF) return this.below(at + 1, column, inMapping);
    if (first === 0x7c || first === 0x3e) return this.blockText(at, column);
    if (first === QUOTE || first === APOSTROPHE) return this.quotedValue(at, first);
    if (first === 0x5b || first === 0x7b) return this.emptyFlow(at);
    return startsPlain(first) || (first === MINUS && !endsWord(this.text, at + 1)) ? this.plain(at) : false;
  }

  private below(from: number, column: number, inMapping: boolean): boolean {
    this.nextLine(from);
    if (this.indent > column) return this.block();
    if (inMapping && this.indent === column && isEntry(this.text, this.content)) return this.sequence(column);
    this.json += 'null';
    return true;
  }

  private plain(from: number): boolean {
    const { text } = this;
    let escaped = false;
    let at = from;
    for (let character = text.charCodeAt(at); character !== LF; character = text.charCodeAt(++at)) {
      if (character === COLON) {
        if (endsWord(this.text, at + 1)) return false;
      } else if (character === HASH) {
        if (text.charCodeAt(at - 1) === SPACE) return false;
      } else if (character === QUOTE || character === BACKSLASH) escaped = true;
    }
    let end = at;
    while (text.charCodeAt(end - 1) === SPACE) end--;
    const written = plainJson(text.slice(from, end), escaped);
    if (written === undefined) return false;
    this.json += written;
    this.nextLine(at + 1);
    return true;
  }

  private quotedValue(from: number, quote: number): boolean {
    const { text } = this;
    const end = quotedEnd(this.text, from, quote);
    if (end < 0) return false;
    let at = end;
    while (text.charCodeAt(at) === SPACE) at++;
    if (text.charCodeAt(at) !== LF) return false;
    this.json += quotedJson(this.text, from, end);
    this.nextLine(at + 1);
    return true;
  }

  private emptyFlow(at: number): boolean {
    const { text } = this;
    const end = at + 2;
    const written = text.slice(at, end);
    if ((written !== '[]' && written !== '{}') || text.charCodeAt(end) !== LF) return false;
    this.json += written;
    this.nextLine(end + 1);
    return true;
  }

  /** `|`, `|-`, `>` or `>-` over lines of which none is indented deeper where they are folded. */
  private blockText(at: number, column: number): boolean {
    const { text } = this;
    const folded = text.charCodeAt(at) === 0x3e;
    const strip = text.charCodeAt(at + 1) === MINUS;
    const header = at + (strip ? 2 : 1);
    if (text.charCodeAt(header) !== LF) return false;
    let line = header + 1;
    const indent = indentAt(text, line);
    if (indent <= column || text.charCodeAt(line + indent) === LF) return false;
    let value = '';
    let breaks = '';
    while (line < text.length) {
      const own = indentAt(text, line);
      const end = text.indexOf('\n', line);
      if (line + own === end) {
        if (own > indent || folded) return false;
        breaks += '\n';
      } else {
        if (own < indent) break;
        if (folded && own > indent) return false;
        value += breaks + text.slice(line + indent, end);
        breaks = folded ? ' ' : '\n';
      }
      line = end + 1;
    }
    this.json += JSON.stringify(strip ? value : `${value}\n`);
    this.nextLine(line);
    return true;
  }
}

function indentAt(text: string, line: number): number {
  let at = line;
  while (text.charCodeAt(at) === SPACE) at++;
  return at - line;
}

/** Undefined for a key that is no text, such as `on` or `8080`. */
function keyJson(key: string): string | undefined {
  const written = plainJson(key, key.includes('"') || key.includes('\\'));
  return written?.startsWith('"') === true ? written : undefined;
}

/** Words that stand for something else, such as `false` and `null`, are not longer. */
const longestWord = 5;

function plainJson(text: string, escaped: boolean): string | undefined {
  const first = text.charCodeAt(0);
  if (!mayBeTyped(first) || (first >= 0x41 && text.length > longestWord))
    return escaped ? JSON.stringify(text) : `"${text}"`;
  const value = resolveScalar({ kind: 'scalar', start: 0, end: 0, text, tag: '', implicit: true });
  if (typeof value === 'string') return escaped ? JSON.stringify(value) : `"${value}"`;
  if (typeof value !== 'bigint' && typeof value !== 'number') return String(value);
  const number = Number(value);
  // Go sends -0.0 as the integer -0, which is 0.
  return Number.isFinite(number) ? String(number === 0 ? 0 : number) : undefined;
}

import type { Json } from '../../cluster/index.ts';
import { JsonBytes } from './json-bytes.ts';
import { countNames } from './json-extent.ts';
import { MAX_DEPTH } from './parser.ts';
import { isWord, longestWord, mayBeTyped, resolveScalar } from './resolve.ts';
import {
  APOSTROPHE,
  COLON,
  endsWord,
  HASH,
  isEntry,
  keyEnd,
  LF,
  MINUS,
  QUOTE,
  quotedEnd,
  SPACE,
  startsPlain,
} from './simple-lines.ts';
import { type Units, unitsOf } from './units.ts';

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
  const value = JSON.parse(writer.json.written()) as Json;
  // Fewer names than were written: one is written twice.
  return countNames(value) === writer.names ? { value, start: writer.start } : undefined;
}

const COMMA = 0x2c;
const ZERO = 0x30;
const NINE = 0x39;

/** Tabs, carriage returns, line breaks of Unicode, and what no YAML or no JSON may hold. */
const unusual = /[^\n\x20-\x7e\u00a1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

/** Each method that returns false has met something unusual: all that was written is void then. */
class JsonWriter {
  readonly json = new JsonBytes();
  names = 0;
  start = 0;
  private readonly text: string;
  private readonly units: Units;
  /** Start of the next line that says something, its first character that is no space, and how far that is indented. */
  private content = 0;
  private indent = -1;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
    this.units = unitsOf(text);
  }

  document(): boolean {
    this.nextLine(this.text.startsWith('---\n') ? 4 : 0);
    this.start = this.content;
    return this.indent >= 0 && this.block() && this.indent < 0;
  }

  /** Goes to the next line that is neither empty nor a comment; an indent of -1 says that there is none. */
  private nextLine(from: number): void {
    const { text, units } = this;
    let line = from;
    while (line < text.length) {
      let at = line;
      while (units[at] === SPACE) at++;
      const first = units[at];
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
    return isEntry(this.units, this.content) ? this.sequence(this.indent) : this.mapping(this.indent);
  }

  private mapping(column: number): boolean {
    if (++this.depth >= MAX_DEPTH) return false;
    this.json.mark(0x7b);
    for (let first = true; ; first = false) {
      const colon = keyEnd(this.units, this.content);
      if (colon < 0 || !this.key(this.content, colon, first)) return false;
      if (!this.value(colon + 1, column, true)) return false;
      if (this.indent > column) return false;
      if (this.indent < column) break;
      if (column === 0 && this.atMarker()) return false;
    }
    this.json.mark(0x7d);
    this.depth--;
    return true;
  }

  private sequence(column: number): boolean {
    if (++this.depth >= MAX_DEPTH) return false;
    this.json.mark(0x5b);
    for (let first = true; ; first = false) {
      if (!first) this.json.mark(COMMA);
      if (!this.item(column)) return false;
      if (this.indent > column) return false;
      if (this.indent < column || !isEntry(this.units, this.content)) break;
    }
    this.json.mark(0x5d);
    this.depth--;
    return true;
  }

  /** What stands behind a `-`: a collection may start on its line. */
  private item(column: number): boolean {
    const { units } = this;
    let at = this.content + 1;
    while (units[at] === SPACE) at++;
    if (units[at] === LF) return this.value(at, column, false);
    const opensList = isEntry(units, at);
    if (!opensList && keyEnd(this.units, at) < 0) return this.value(at, column, false);
    const inner = column + at - this.content;
    this.content = at;
    this.indent = inner;
    return opensList ? this.sequence(inner) : this.mapping(inner);
  }

  private atMarker(): boolean {
    return this.text.startsWith('---', this.content) || this.text.startsWith('...', this.content);
  }

  private key(from: number, to: number, first: boolean): boolean {
    const { units, json } = this;
    if (!first) json.mark(COMMA);
    const opening = units[from] ?? 0;
    if (opening === QUOTE || opening === APOSTROPHE) this.quoted(from, to);
    else if (this.isText(from, to)) json.string(units, from, to);
    else return false;
    json.mark(COLON);
    this.names++;
    return true;
  }

  /** The value from `from` on, in a collection at a column; ends at the next line that says something. */
  private value(from: number, column: number, inMapping: boolean): boolean {
    const { units } = this;
    let at = from;
    while (units[at] === SPACE) at++;
    const first = units[at] ?? 0;
    if (first === LF) return this.below(at + 1, column, inMapping);
    if (first === 0x7c || first === 0x3e) return this.blockText(at, column);
    if (first === QUOTE || first === APOSTROPHE) return this.quotedValue(at, first);
    if (first === 0x5b || first === 0x7b) return this.emptyFlow(at);
    return startsPlain(first) || (first === MINUS && !endsWord(this.units, at + 1)) ? this.plain(at) : false;
  }

  private below(from: number, column: number, inMapping: boolean): boolean {
    this.nextLine(from);
    if (this.indent > column) return this.block();
    if (inMapping && this.indent === column && isEntry(this.units, this.content))
      return this.sequence(column);
    this.json.text('null');
    return true;
  }

  private plain(from: number): boolean {
    const { units, json } = this;
    let at = from;
    for (let character = units[at]; character !== LF; character = units[++at]) {
      if (character === COLON) {
        if (endsWord(units, at + 1)) return false;
      } else if (character === HASH && units[at - 1] === SPACE) return false;
    }
    let end = at;
    while (units[end - 1] === SPACE) end--;
    if (isInteger(units, from, end)) json.raw(units, from, end);
    else if (this.isText(from, end)) json.string(units, from, end);
    else {
      const written = typedJson(this.text.slice(from, end));
      if (written === undefined) return false;
      json.text(written);
    }
    this.nextLine(at + 1);
    return true;
  }

  /** Whether what stands there without quotes is nothing but a text; `on` and `8080` are not. */
  private isText(from: number, to: number): boolean {
    const first = this.units[from] ?? 0;
    if (!mayBeTyped(first)) return true;
    if (first > NINE) return to - from > longestWord || !isWord(this.text.slice(from, to));
    return typedJson(this.text.slice(from, to))?.startsWith('"') === true;
  }

  private quotedValue(from: number, quote: number): boolean {
    const { units } = this;
    const end = quotedEnd(this.units, from, quote);
    if (end < 0) return false;
    let at = end;
    while (units[at] === SPACE) at++;
    if (units[at] !== LF) return false;
    this.quoted(from, end);
    this.nextLine(at + 1);
    return true;
  }

  private quoted(from: number, to: number): void {
    const { units, json } = this;
    if (units[from] === QUOTE) json.raw(units, from, to);
    else json.text(JSON.stringify(this.text.slice(from + 1, to - 1).replaceAll("''", "'")));
  }

  private emptyFlow(at: number): boolean {
    const { text, units } = this;
    const end = at + 2;
    const written = text.slice(at, end);
    if ((written !== '[]' && written !== '{}') || units[end] !== LF) return false;
    this.json.text(written);
    this.nextLine(end + 1);
    return true;
  }

  /** `|`, `|-`, `>` or `>-` over lines of which none is indented deeper where they are folded. */
  private blockText(at: number, column: number): boolean {
    const { text, units } = this;
    const folded = units[at] === 0x3e;
    const strip = units[at + 1] === MINUS;
    const header = at + (strip ? 2 : 1);
    if (units[header] !== LF) return false;
    let line = header + 1;
    const indent = indentAt(units, line);
    if (indent <= column || units[line + indent] === LF) return false;
    let value = '';
    let breaks = '';
    while (line < text.length) {
      const own = indentAt(units, line);
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
    this.json.text(JSON.stringify(strip ? value : `${value}\n`));
    this.nextLine(line);
    return true;
  }
}

function indentAt(units: Units, line: number): number {
  let at = line;
  while (units[at] === SPACE) at++;
  return at - line;
}

/** Longer ones are left to the full rules for numbers. */
const mostDigits = 15;

/** Whether digits stand there as JSON writes a whole number. */
function isInteger(units: Units, from: number, to: number): boolean {
  if (to - from > mostDigits || (units[from] === ZERO && to - from > 1)) return false;
  for (let at = from; at < to; at++) {
    const unit = units[at] ?? 0;
    if (unit < ZERO || unit > NINE) return false;
  }
  return true;
}

/** What a text may stand for; undefined for a number that JSON has not. */
function typedJson(text: string): string | undefined {
  const value = resolveScalar({ kind: 'scalar', start: 0, end: 0, text, tag: '', implicit: true });
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'bigint' && typeof value !== 'number') return String(value);
  const number = Number(value);
  // Go sends -0.0 as the integer -0, which is 0.
  return Number.isFinite(number) ? String(number === 0 ? 0 : number) : undefined;
}

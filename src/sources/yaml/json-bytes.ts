import { BACKSLASH, QUOTE } from './simple-lines.ts';
import type { Units } from './units.ts';

/** JSON that is written piece by piece. Bytes cost less than texts that are joined, of which each piece is an object. */
export class JsonBytes {
  private length = 0;
  private bytes = spare;
  private ascii = true;

  /** One character of JSON's own, below U+0080. */
  mark(character: number): void {
    this.reserve(1);
    this.bytes[this.length++] = character;
  }

  /** JSON as it is. */
  text(json: string): void {
    this.reserve(json.length);
    for (let at = 0; at < json.length; at++) this.write(json.charCodeAt(at));
  }

  /** JSON as it stands in a text. */
  raw(units: Units, from: number, to: number): void {
    this.reserve(to - from);
    for (let at = from; at < to; at++) this.write(units[at] ?? 0);
  }

  /** Part of a text as a JSON string. It holds no control characters. */
  string(units: Units, from: number, to: number): void {
    this.reserve(to - from + 1);
    const { bytes } = this;
    let { length } = this;
    bytes[length++] = QUOTE;
    for (let at = from; at < to; at++) {
      const unit = units[at] ?? 0;
      if (unit >= 0x80) {
        this.length = length;
        this.write(unit);
        ({ length } = this);
      } else {
        if (unit === QUOTE || unit === BACKSLASH) bytes[length++] = BACKSLASH;
        bytes[length++] = unit;
      }
    }
    bytes[length++] = QUOTE;
    this.length = length;
  }

  /** All of it, after which nothing can be written any more. */
  written(): string {
    const text = this.bytes.toString(this.ascii ? 'latin1' : 'utf8', 0, this.length);
    if (this.bytes.length <= largestSpare) spare = this.bytes;
    return text;
  }

  /** One of the Basic Multilingual Plane that is no surrogate, in UTF-8. */
  private write(unit: number): void {
    const { bytes } = this;
    if (unit < 0x80) {
      bytes[this.length++] = unit;
      return;
    }
    this.ascii = false;
    if (unit < 0x800) bytes[this.length++] = 0xc0 | (unit >> 6);
    else {
      bytes[this.length++] = 0xe0 | (unit >> 12);
      bytes[this.length++] = 0x80 | ((unit >> 6) & 0x3f);
    }
    bytes[this.length++] = 0x80 | (unit & 0x3f);
  }

  /** Space for so many characters: each takes three bytes at most. */
  private reserve(characters: number): void {
    const needed = this.length + characters * 3;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

const largestSpare = 1024 * 1024;

/** What the last one was written into: reading is synchronous, so one is written at a time. */
let spare = Buffer.allocUnsafe(64 * 1024);

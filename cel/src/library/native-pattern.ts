/*
 * JavaScript's own regular expressions are many times as fast as those of RE2 in JavaScript, but search by trying: some
 * patterns take forever. This takes the patterns that cannot, because the ways to try them are few, and only for texts so
 * short that trying all of them is quick.
 */

/** A pattern for JavaScript and the longest text it may be tried on. */
export interface NativePattern {
  readonly expression: RegExp;
  readonly longestText: number;
}

/** How many ways there are to match a part: `choices` times the length of the text to the power of `loops`. */
interface Part {
  readonly source: string;
  readonly choices: number;
  readonly loops: number;
  /** One character or class, the only thing that may be repeated without end. */
  readonly single: boolean;
  /** Whether it matches at the beginning of the text only. */
  readonly anchored: boolean;
}

const mostWays = 20_000;
const mostChoices = 500;
const longestPattern = 500;
const longestRepeat = 100;

const classes: Readonly<Record<string, string>> = {
  d: '0-9',
  s: '\\t\\n\\f\\r ',
  w: '0-9A-Za-z_',
};

/** Patterns beyond the subset are left to RE2. */
class Beyond extends Error {}

/** Undefined for a pattern that is left to RE2, because it is beyond the subset or may take long. */
export function nativePattern(pattern: string): NativePattern | undefined {
  if (pattern.length > longestPattern) return undefined;
  try {
    const reader = new PatternReader(pattern);
    const { source, choices, loops, anchored } = reader.whole();
    if (choices > mostChoices) return undefined;
    const power = anchored ? loops : loops + 1;
    const longestText = power === 0 ? mostWays : Math.floor((mostWays / choices) ** (1 / power));
    if (longestText < 1) return undefined;
    return { expression: new RegExp(source, 'u'), longestText };
  } catch (error) {
    if (error instanceof Beyond) return undefined;
    throw error;
  }
}

class PatternReader {
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  whole(): Part {
    const part = this.#alternatives();
    if (this.#at < this.#pattern.length) throw new Beyond();
    return part;
  }

  #peek(): string {
    return this.#pattern[this.#at] ?? '';
  }

  #next(): string {
    const character = this.#pattern[this.#at++];
    if (character === undefined || character > '~' || character < ' ') throw new Beyond();
    return character;
  }

  #alternatives(): Part {
    const parts = [this.#sequence()];
    while (this.#peek() === '|') {
      this.#at++;
      parts.push(this.#sequence());
    }
    const [only] = parts;
    if (only !== undefined && parts.length === 1) return only;
    return {
      source: parts.map(({ source }) => source).join('|'),
      choices: parts.reduce((sum, { choices }) => sum + choices, 0),
      loops: Math.max(...parts.map(({ loops }) => loops)),
      single: false,
      anchored: parts.every(({ anchored }) => anchored),
    };
  }

  #sequence(): Part {
    let part: Part = { source: '', choices: 1, loops: 0, single: false, anchored: false };
    while (!['', '|', ')'].includes(this.#peek())) {
      const next = this.#repeated(this.#atom());
      part = {
        source: part.source + next.source,
        choices: part.choices * next.choices,
        loops: part.loops + next.loops,
        single: false,
        anchored: part.anchored || (part.source === '' && next.anchored),
      };
    }
    return part;
  }

  #atom(): Part {
    const character = this.#next();
    switch (character) {
      case '(':
        return this.#group();
      case '[':
        return single(`[${this.#class()}]`);
      case '.':
        return single('[^\\n]');
      case '^':
        return { source: '^', choices: 1, loops: 0, single: false, anchored: true };
      case '$':
        return { source: '$', choices: 1, loops: 0, single: false, anchored: false };
      case '\\':
        return single(`[${this.#escaped()}]`);
      default:
        if (/[*+?{}\])]/.test(character)) throw new Beyond();
        return single(/[/-]/.test(character) ? `\\x${hex(character)}` : character);
    }
  }

  #group(): Part {
    if (this.#peek() === '?') {
      if (this.#pattern.slice(this.#at, this.#at + 2) !== '?:') throw new Beyond();
      this.#at += 2;
    }
    const inner = this.#alternatives();
    if (this.#next() !== ')') throw new Beyond();
    return { ...inner, source: `(?:${inner.source})`, single: false };
  }

  /** An escaped punctuation mark as its code, or the inside of a class. */
  #escaped(): string {
    const character = this.#next();
    const known = Object.hasOwn(classes, character) ? classes[character] : undefined;
    if (known !== undefined) return known;
    if (/[A-Za-z0-9 ]/.test(character)) throw new Beyond();
    return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : `\\x${hex(character)}`;
  }

  #class(): string {
    let inside = this.#peek() === '^' ? this.#next() : '';
    if (this.#peek() === ']') throw new Beyond();
    while (this.#peek() !== ']') {
      const from = this.#member();
      if (this.#peek() !== '-' || this.#pattern[this.#at + 1] === ']') {
        inside += from;
        continue;
      }
      this.#at++;
      const to = this.#member();
      if (!/^[A-Za-z0-9]$/.test(from) || !/^[A-Za-z0-9]$/.test(to) || from > to) throw new Beyond();
      inside += `${from}-${to}`;
    }
    this.#at++;
    return inside;
  }

  #member(): string {
    const character = this.#next();
    if (character === '[') {
      // `[[:alpha:]]`
      if (this.#peek() === ':') throw new Beyond();
      return '\\[';
    }
    if (character === '\\') {
      return this.#escaped();
    }
    return /[A-Za-z0-9]/.test(character) ? character : `\\x${hex(character)}`;
  }

  #repeated(atom: Part): Part {
    const character = this.#peek();
    if (character === '' || !'*+?{'.includes(character)) return atom;
    if (atom.source === '^' || atom.source === '$') throw new Beyond();
    this.#at++;
    const bounds = character === '{' ? this.#bounds() : undefined;
    // Lazy and double quantifiers.
    if ('*+?{'.includes(this.#peek()) && this.#peek() !== '') throw new Beyond();
    if (character === '?')
      return {
        ...atom,
        source: `${atom.source}?`,
        choices: atom.choices + 1,
        single: false,
        anchored: false,
      };
    if (!atom.single) throw new Beyond();
    if (bounds === undefined)
      return { ...atom, source: `${atom.source}${character}`, loops: 1, single: false };
    const { text, fewest, most } = bounds;
    return { ...atom, source: `${atom.source}${text}`, choices: most - fewest + 1, single: false };
  }

  #bounds(): { text: string; fewest: number; most: number } {
    const found = /^(\d{1,3})(?:,(\d{1,3}))?\}/.exec(this.#pattern.slice(this.#at));
    if (found === null) throw new Beyond();
    const fewest = Number(found[1]);
    const most = Number(found[2] ?? found[1]);
    if (fewest > most || most > longestRepeat || most === 0) throw new Beyond();
    this.#at += found[0].length;
    return { text: `{${found[0]}`, fewest, most };
  }
}

function single(source: string): Part {
  return { source, choices: 1, loops: 0, single: true, anchored: false };
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(2, '0');
}

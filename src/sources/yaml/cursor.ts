import { breakLength, DOT, isBlankOrEnd, MINUS } from './characters.ts';

/** NULs behind the text, so that looking ahead never leaves it; NUL itself is not allowed in YAML. */
const SENTINEL = '\0\0\0\0';

/** A place in the text being scanned. The column counts UTF-16 units from 0. */
export class Cursor {
  /** The text and a few NULs. */
  readonly text: string;
  /** Where the text ends. */
  readonly end: number;
  position = 0;
  lineStart = 0;

  constructor(text: string) {
    this.text = text + SENTINEL;
    this.end = text.length;
  }

  get column(): number {
    return this.position - this.lineStart;
  }

  character(ahead = 0): number {
    return this.text.charCodeAt(this.position + ahead);
  }

  /** Consumes the line break here and returns what it stands for: all but LS and PS become a line feed. */
  takeBreak(): string {
    const length = breakLength(this.text, this.position);
    if (length === 0) return '';
    const character = this.text.charCodeAt(this.position);
    this.position += length;
    this.lineStart = this.position;
    return character >= 0x2028 ? String.fromCharCode(character) : '\n';
  }

  /** Whether `---` or `...` stands here at the start of a line. */
  atDocumentIndicator(): boolean {
    if (this.position !== this.lineStart) return false;
    return this.atIndicator(MINUS) || this.atIndicator(DOT);
  }

  atIndicator(character: number): boolean {
    return (
      this.character() === character &&
      this.character(1) === character &&
      this.character(2) === character &&
      isBlankOrEnd(this.character(3))
    );
  }
}

/** What line breaks inside a flow or plain scalar become (YAML 1.1, line folding). */
export function foldBreaks(first: string, following: string): string {
  if (first !== '\n') return first + following;
  return following === '' ? ' ' : following;
}

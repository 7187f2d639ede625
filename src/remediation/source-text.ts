/** Lines, columns and blanks of a text. Offsets are UTF-16 units. */
export class SourceText {
  readonly text: string;
  /** The line break that the text uses. */
  readonly newline: '\n' | '\r\n';

  constructor(text: string) {
    this.text = text;
    this.newline = text.charAt(text.indexOf('\n') - 1) === '\r' ? '\r\n' : '\n';
  }

  lineStart(offset: number): number {
    return offset === 0 ? 0 : this.text.lastIndexOf('\n', offset - 1) + 1;
  }

  /** Where the line ends, before its break. */
  lineEnd(offset: number): number {
    const found = this.text.indexOf('\n', offset);
    return found < 0 ? this.text.length : this.beforeBreak(found + 1);
  }

  column(offset: number): number {
    return offset - this.lineStart(offset);
  }

  /** Whether nothing but spaces stands before it on its line. */
  isFirstOnLine(offset: number): boolean {
    return /^ *$/.test(this.text.slice(this.lineStart(offset), offset));
  }

  /** The offset itself, or before the line break that ends there: block texts end behind their last break. */
  beforeBreak(offset: number): number {
    if (this.text.charAt(offset - 1) !== '\n') return offset;
    return this.text.charAt(offset - 2) === '\r' ? offset - 2 : offset - 1;
  }

  /** The next offset that is neither white space nor comment. */
  skipBlank(offset: number): number {
    let position = offset;
    for (;;) {
      const character = this.text.charAt(position);
      if (character !== '' && ' \t\r\n\ufeff'.includes(character)) position++;
      else if (character === '#' && (position === 0 || /\s/.test(this.text.charAt(position - 1))))
        position = this.lineEnd(position);
      else return position;
    }
  }

  /** Range of the lines that something stands on, with the break before them, or `forward` with the break behind them. */
  wholeLines(start: number, end: number, forward: boolean): { readonly start: number; readonly end: number } {
    const from = this.lineStart(start);
    const to = this.lineEnd(this.beforeBreak(end));
    if (!forward) return { start: this.beforeBreak(from), end: to };
    const next = this.text.indexOf('\n', to);
    return { start: from, end: next < 0 ? this.text.length : next + 1 };
  }
}

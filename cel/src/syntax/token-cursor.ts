import { CelError, type CelErrorCode, rangeAt } from '../cel-error.ts';
import { type Token, tokenize } from './lexer.ts';

/** A place among the tokens of a source text, and the errors of what stands there. */
export class TokenCursor {
  protected readonly source: string;
  protected readonly tokens: readonly Token[];
  protected at = 0;

  constructor(source: string) {
    this.source = source;
    this.tokens = tokenize(source);
  }

  /** The token here, or some tokens further on; behind the last there is only the end. */
  protected peek(further = 0): Token {
    return this.tokens[Math.min(this.at + further, this.tokens.length - 1)] as Token;
  }

  protected next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.at++;
    return token;
  }

  protected get lastEnd(): number {
    return this.tokens[this.at - 1]?.end ?? 0;
  }

  protected sees(text: string): boolean {
    const token = this.peek();
    return token.text === text && (token.kind === 'punctuation' || token.kind === 'identifier');
  }

  protected take(text: string): boolean {
    if (!this.sees(text)) return false;
    this.at++;
    return true;
  }

  protected expect(text: string): void {
    if (!this.take(text)) this.unexpected(this.peek(), `, expected ${JSON.stringify(text)}`);
  }

  protected unexpected(token: Token, hint = ''): never {
    const found = token.kind === 'end' ? 'end of expression' : JSON.stringify(token.text);
    return this.error('syntax', `unexpected ${found}${hint}`, token.start, token.end);
  }

  protected error(code: CelErrorCode, message: string, start: number, end: number): never {
    throw new CelError(code, message, rangeAt(this.source, start, end));
  }
}

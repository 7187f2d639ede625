import type { Token } from './token.ts';

/** Tokens that are scanned but not yet handed out. Each has a number, counted from the start of the text. */
export class TokenQueue {
  /** Filled from `head` up to `tail`; the array itself only grows. */
  private readonly tokens: Token[] = [];
  private head = 0;
  private tail = 0;
  /** Number of the first token, which is how many were handed out. */
  taken = 0;

  get isEmpty(): boolean {
    return this.head === this.tail;
  }

  /** Number of the token that is pushed next. */
  get nextNumber(): number {
    return this.taken + this.tail - this.head;
  }

  first(): Token | undefined {
    return this.isEmpty ? undefined : this.tokens[this.head];
  }

  removeFirst(): void {
    this.head++;
    this.taken++;
    if (!this.isEmpty) return;
    this.head = 0;
    this.tail = 0;
  }

  push(token: Token): void {
    this.tokens[this.tail++] = token;
  }

  /** Puts a token before the one of that number; at the end when that one was handed out already. */
  insert(number: number, token: Token): void {
    const at = number < this.taken ? this.tail : this.head + number - this.taken;
    for (let index = this.tail++; index > at; index--) {
      const moved = this.tokens[index - 1];
      if (moved !== undefined) this.tokens[index] = moved;
    }
    this.tokens[at] = token;
  }
}

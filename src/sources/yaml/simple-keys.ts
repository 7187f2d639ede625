import type { Cursor } from './cursor.ts';
import { YamlError } from './errors.ts';

/** A place where a key without `?` may have started. */
export interface SimpleKey {
  possible: boolean;
  /** Whether tokens are held back for it. go-yaml forgets to for the key `[]` or `{}`, which so ends the document. */
  awaited: boolean;
  /** True when nothing but a key can stand there. */
  readonly required: boolean;
  readonly tokenNumber: number;
  readonly position: number;
  readonly lineStart: number;
}

/** A key without `?` ends within this many characters, on its line. */
const LONGEST_SIMPLE_KEY = 1024;

/**
 * Possible keys, one for each level of flow collections: only the `:` behind it tells that something was a key.
 * https://yaml.org/spec/1.1/#simple%20key/
 */
export class SimpleKeys {
  private readonly cursor: Cursor;
  private readonly levels: SimpleKey[] = [noKey(0)];

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  get inFlow(): boolean {
    return this.levels.length > 1;
  }

  current(): SimpleKey {
    return this.levels[this.levels.length - 1] ?? noKey(0);
  }

  /** Notes that a key may start here, with the token of that number. */
  save(tokenNumber: number, required: boolean): void {
    this.dropCurrent();
    const { position, lineStart } = this.cursor;
    this.levels[this.levels.length - 1] = {
      possible: true,
      awaited: true,
      required,
      tokenNumber,
      position,
      lineStart,
    };
  }

  dropCurrent(): void {
    this.drop(this.current());
  }

  enterFlow(tokenNumber: number): void {
    this.levels.push(noKey(tokenNumber));
  }

  leaveFlow(): void {
    if (!this.inFlow) return;
    const inner = this.levels.pop();
    for (const key of this.levels) if (key.tokenNumber === inner?.tokenNumber) key.awaited = false;
  }

  /** Whether the token of that number may still turn out to start a key. */
  awaits(tokenNumber: number): boolean {
    for (let level = 0; level < this.levels.length; level++) {
      const key = this.levels[level];
      if (key?.possible === true && key.awaited && key.tokenNumber === tokenNumber)
        return this.isPossible(key);
    }
    return false;
  }

  isPossible(key: SimpleKey): boolean {
    if (!key.possible) return false;
    const sameLine = key.lineStart === this.cursor.lineStart;
    if (sameLine && key.position + LONGEST_SIMPLE_KEY >= this.cursor.position) return true;
    this.drop(key);
    return false;
  }

  private drop(key: SimpleKey): void {
    if (key.possible && key.required) {
      throw new YamlError('yaml-syntax', "a ':' is missing after the key that starts here", key.position);
    }
    key.possible = false;
  }
}

function noKey(tokenNumber: number): SimpleKey {
  return { possible: false, awaited: false, required: false, tokenNumber, position: 0, lineStart: 0 };
}

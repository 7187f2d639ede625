import type { ByteSource } from './byte-source.ts';

const step = 4 * 1024 * 1024;

/**
 * The part of a source that is in memory. It moves forward: what was read is dropped, so that a file of any size costs a
 * few megabytes, always the same ones: new ones for each step would wait for the garbage collector. Offsets are those of
 * the source.
 */
export class ByteWindow {
  /** What is in memory, until it moves; its first byte stands at `start`. */
  bytes: Buffer;
  start = 0;
  private readonly source: ByteSource;
  private readonly step: number;
  private memory: Buffer;
  private line = 1;
  private lineStart = 0;
  /** Up to where lines were counted. */
  private counted = 0;

  /** @param stepSize how many bytes are read at once */
  constructor(source: ByteSource, stepSize = step) {
    this.source = source;
    this.step = stepSize;
    this.memory = Buffer.allocUnsafeSlow(Math.min(2 * stepSize, source.size + 1));
    this.bytes = this.memory.subarray(0, source.readInto(this.memory, 0, 0, Math.min(stepSize, source.size)));
  }

  get end(): number {
    return this.start + this.bytes.length;
  }

  /** Reads on, and keeps what stands from `offset` on. @returns false when there is nothing more */
  advance(offset: number): boolean {
    this.place(offset);
    const { end } = this;
    if (end >= this.source.size) return false;
    const kept = this.bytes.subarray(offset - this.start);
    // As much again as is kept, so that a part of any size is copied a few times only.
    const more = Math.min(Math.max(this.step, kept.length), this.source.size - end);
    if (this.memory.length < kept.length + more)
      this.memory = Buffer.allocUnsafeSlow(2 * kept.length + this.step);
    kept.copy(this.memory);
    const count = this.source.readInto(this.memory, kept.length, end, end + more);
    this.bytes = this.memory.subarray(0, kept.length + count);
    this.start = offset;
    return count > 0;
  }

  /** The byte at an offset that is not before the window; undefined behind the end of the source. */
  at(offset: number): number | undefined {
    while (offset >= this.end && this.advance(this.end));
    return this.bytes[offset - this.start];
  }

  /** Line and column of an offset, both from 1; asked for in rising order. Columns count bytes. */
  place(offset: number): { readonly line: number; readonly column: number } {
    let newline = this.bytes.indexOf(0x0a, this.counted - this.start);
    while (newline >= 0 && this.start + newline < offset) {
      this.line++;
      this.lineStart = this.start + newline + 1;
      newline = this.bytes.indexOf(0x0a, newline + 1);
    }
    this.counted = Math.max(this.counted, offset);
    return { line: this.line, column: offset - this.lineStart + 1 };
  }

  /** Text from `from` to before `to`, both in the window. */
  text(from: number, to: number): string {
    return this.bytes.toString('utf8', from - this.start, to - this.start);
  }
}

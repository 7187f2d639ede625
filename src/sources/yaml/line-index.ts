/** Lines and columns of a text, from 1, columns in UTF-16 units, as editors count them. */
export class LineIndex {
  private readonly text: string;
  /** Starts of the lines up to the furthest place that was asked for. */
  private readonly starts = [0];
  private searched = 0;

  constructor(text: string) {
    this.text = text;
  }

  place(offset: number): { readonly line: number; readonly column: number } {
    const { starts } = this;
    this.searchTo(offset);
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  private searchTo(offset: number): void {
    while (this.searched <= offset) {
      const found = this.text.indexOf('\n', this.searched);
      this.searched = found < 0 ? Number.POSITIVE_INFINITY : found + 1;
      if (found >= 0) this.starts.push(found + 1);
    }
  }
}

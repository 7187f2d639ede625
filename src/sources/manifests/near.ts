/** Typing mistakes that still point to one word: two letters, or a third of a short one. */
function tolerance(text: string): number {
  return Math.min(2, Math.floor(text.length / 3));
}

/** The candidate that a word was meant to be; undefined when none is within two typing mistakes. Case does not count. */
export function near(text: string, candidates: readonly string[]): string | undefined {
  const word = text.toLowerCase();
  let nearest: string | undefined;
  let smallest = tolerance(word) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= smallest) continue;
    const mistakes = typingMistakes(word, candidate.toLowerCase());
    if (mistakes >= smallest) continue;
    smallest = mistakes;
    nearest = candidate;
  }
  return nearest;
}

/** Letters to insert, delete, replace, or swap with their neighbour (optimal string alignment). */
function typingMistakes(left: string, right: string): number {
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let y = 1; y <= left.length; y++) {
    const next = [y];
    for (let x = 1; x <= right.length; x++) {
      const same = left[y - 1] === right[x - 1] ? 0 : 1;
      const costs = [(row[x] ?? 0) + 1, (next[x - 1] ?? 0) + 1, (row[x - 1] ?? 0) + same];
      const swapped = left[y - 1] === right[x - 2] && left[y - 2] === right[x - 1];
      if (swapped) costs.push((before[x - 2] ?? 0) + 1);
      next.push(Math.min(...costs));
    }
    before = row;
    row = next;
  }
  return row[right.length] ?? 0;
}

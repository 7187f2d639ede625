const counts = new Intl.NumberFormat('en');

/** `20,000` */
export function count(value: number): string {
  return counts.format(value);
}

/** `1 finding`, `2,000 findings` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A share as a whole percentage that never rounds something to nothing, nor nearly all to all. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return 'under 1%';
  if (share < 1 && share > 0.99) return 'over 99%';
  return `${Math.round(share * 100)}%`;
}

/** `62` or `62 to 71`, both rounded down: a score is never shown higher than it is. */
export function scoreText(score: { readonly lo: number; readonly hi: number }): string {
  const [lo, hi] = [Math.floor(score.lo), Math.floor(score.hi)];
  return lo === hi ? String(lo) : `${lo} to ${hi}`;
}

/** `a`, `a and b`, `a, b and c` */
export function listed(values: readonly string[]): string {
  if (values.length < 2) return values[0] ?? '';
  return `${values.slice(0, -1).join(', ')} and ${values.at(-1)}`;
}

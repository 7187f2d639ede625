/** `1 file`, `2 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The first of some names, and how many more there are. */
export function listed(names: readonly string[], atMost = 3): string {
  const more = names.length - atMost;
  return `${names.slice(0, atMost).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Whether a name is one of some patterns, in which `*` stands for any characters; everything is when none are given. */
export function namePatterns(patterns: readonly string[] | undefined): (name: string | undefined) => boolean {
  if (patterns === undefined) return () => true;
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const globs = patterns.filter((pattern) => pattern.includes('*')).map(globPattern);
  return (name) => name !== undefined && (exact.has(name) || globs.some((glob) => glob.test(name)));
}

/**
 * Whether patterns leave anything out that somebody could name beforehand: `*`, `?*`, `k*` and `*a*` do not, nor does a list
 * with one of them, for nearly every name has some letter. `qa-*` does.
 */
export function narrows(patterns: readonly string[] | undefined): boolean {
  return patterns !== undefined && patterns.every(tells);
}

function tells(pattern: string): boolean {
  if (!pattern.includes('*')) return true;
  const letters = pattern.split('*').map((part) => part.replaceAll(/[^A-Za-z0-9]/g, '').length);
  return letters.some((count) => count > 2) || (letters.at(0) ?? 0) > 1 || (letters.at(-1) ?? 0) > 1;
}

function globPattern(pattern: string): RegExp {
  return new RegExp(`^${globSource(pattern)}$`, 's');
}

/**
 * A pattern as the source of a regular expression, in the syntax that JavaScript and RE2 share; not anchored.
 * @param star what `*` stands for
 */
export function globSource(pattern: string, star = '.*'): string {
  return pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join(star);
}

/** Whether a name is one of some patterns, in which `*` stands for any characters; everything is when none are given. */
export function namePatterns(patterns: readonly string[] | undefined): (name: string | undefined) => boolean {
  if (patterns === undefined) return () => true;
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const globs = patterns.filter((pattern) => pattern.includes('*')).map(globPattern);
  return (name) => name !== undefined && (exact.has(name) || globs.some((glob) => glob.test(name)));
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

/** What a pattern of a provider's list stands for, one of them: `{a,b}` for `a` or `b`, all others for themselves. */
export function patternAlternatives(pattern: string): string[] {
  const [, alternatives] = /^\{(.*)\}$/.exec(pattern) ?? [undefined, undefined];
  return alternatives?.split(',') ?? [pattern];
}

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/** The levels that forbid anything. */
export type StrictLevel = Exclude<PodSecurityLevel, 'privileged'>;

export const strictLevels: readonly StrictLevel[] = ['baseline', 'restricted'];

const levels: readonly PodSecurityLevel[] = ['privileged', ...strictLevels];

export function isPodSecurityLevel(text: string): text is PodSecurityLevel {
  return levels.some((level) => level === text);
}

/** Negative, zero or positive as `left` is less, as or more strict than `right`. */
export function compareLevels(left: PodSecurityLevel, right: PodSecurityLevel): number {
  return levels.indexOf(left) - levels.indexOf(right);
}

/** The level above; undefined above restricted. */
export function nextLevel(level: PodSecurityLevel): StrictLevel | undefined {
  return level === 'privileged' ? 'baseline' : level === 'baseline' ? 'restricted' : undefined;
}

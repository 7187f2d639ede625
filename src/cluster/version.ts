/** The Kubernetes version that a cluster runs, or that manifests are judged for. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  /** As the server says it: `v1.35.2-eks-3025e55`; for an assumed version `v1.37`. */
  readonly gitVersion: string;
  /** True when nobody said the version and the newest known was taken. */
  readonly assumed: boolean;
}

/** The newest minor this release knows; manifests are judged for it unless `--kubernetes-version` says otherwise. */
export const newestKnownVersion: KubernetesVersion = {
  major: 1,
  minor: 37,
  gitVersion: 'v1.37',
  assumed: true,
};

/** The oldest minor whose rules this release knows; the versions before it are long out of support. */
export const oldestKnownVersion = { major: 1, minor: 25 } as const;

/** Whether the rules of a minor version are known, or on which side of those that are it lies. */
export function knownMinor(version: Pick<KubernetesVersion, 'major' | 'minor'>): 'known' | 'older' | 'newer' {
  if (compareMinor(version, oldestKnownVersion) < 0) return 'older';
  return compareMinor(version, newestKnownVersion) > 0 ? 'newer' : 'known';
}

/**
 * Reads `v1.35.2-eks-3025e55`, `1.36`, `1.36.0-rc.1`, and the `1.30+` that some servers give as their minor version.
 * Undefined when the text does not start with a version; nothing is guessed.
 * https://kubernetes.io/releases/version-skew-policy/
 */
export function parseKubernetesVersion(text: string): KubernetesVersion | undefined {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\+|\.\d+)?(?:[-+.][0-9A-Za-z.+~-]*)?$/.exec(text.trim());
  if (!match) return undefined;
  const gitVersion = text.trim().startsWith('v') ? text.trim() : `v${text.trim()}`;
  return { major: Number(match[1]), minor: Number(match[2]), gitVersion, assumed: false };
}

/** Negative, zero or positive as `left` is an older, the same or a newer minor version. Patch versions do not count. */
export function compareMinor(
  left: Pick<KubernetesVersion, 'major' | 'minor'>,
  right: Pick<KubernetesVersion, 'major' | 'minor'>,
): number {
  return left.major - right.major || left.minor - right.minor;
}

/** `1.35`, as people and version policies write it. */
export function formatMinor({ major, minor }: Pick<KubernetesVersion, 'major' | 'minor'>): string {
  return `${major}.${minor}`;
}

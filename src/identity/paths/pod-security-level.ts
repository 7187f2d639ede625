export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/**
 * The level that the admission plug-in enforces in a namespace. A level that is none means restricted; without labels, or
 * without the Namespace object, nothing is enforced as far as is known.
 * https://pkg.go.dev/k8s.io/pod-security-admission/api#PolicyToEvaluate
 */
export function enforcedLevel(labels: Readonly<Record<string, string>> | undefined): PodSecurityLevel {
  const level = labels?.['pod-security.kubernetes.io/enforce'];
  if (level === undefined || level === 'privileged') return 'privileged';
  return level === 'baseline' ? 'baseline' : 'restricted';
}

import { compareLevels, isPodSecurityLevel, type PodSecurityLevel } from './level.ts';
import { parsePolicyVersion } from './policy-version.ts';

export const policyModes = ['enforce', 'audit', 'warn'] as const;
export type PolicyMode = (typeof policyModes)[number];

export interface LevelVersion {
  readonly level: PodSecurityLevel;
  readonly version: 'latest' | number;
}

/** What the labels of a namespace mean to the admission plug-in. */
export type NamespacePolicy = Readonly<Record<PolicyMode, LevelVersion>>;

const prefix = 'pod-security.kubernetes.io/';

/** `pod-security.kubernetes.io/enforce`, `pod-security.kubernetes.io/warn-version`. */
export function policyLabel(mode: PolicyMode, part: 'level' | 'version' = 'level'): string {
  return `${prefix}${mode}${part === 'level' ? '' : '-version'}`;
}

/**
 * Resolves labels over the built-in defaults (privileged, latest); the defaults of an AdmissionConfiguration cannot be
 * read from the API. A level that is none enforces restricted and neither audits nor warns; a version that is none is
 * latest; where only enforce is set, its level is warned about as well.
 * https://pkg.go.dev/k8s.io/pod-security-admission/api#PolicyToEvaluate
 */
export function namespacePolicy(labels: Readonly<Record<string, string>>): NamespacePolicy {
  const levelOf = (mode: PolicyMode): PodSecurityLevel | undefined => {
    const text = labels[policyLabel(mode)];
    if (text === undefined || isPodSecurityLevel(text)) return text;
    return mode === 'enforce' ? 'restricted' : 'privileged';
  };
  const versionOf = (mode: PolicyMode) => {
    const text = labels[policyLabel(mode, 'version')];
    return text === undefined ? undefined : (parsePolicyVersion(text) ?? 'latest');
  };
  const policyOf = (mode: PolicyMode): LevelVersion => ({
    level: levelOf(mode) ?? 'privileged',
    version: versionOf(mode) ?? 'latest',
  });
  const enforce = policyOf('enforce');
  const enforceText = labels[policyLabel('enforce')];
  const follows =
    levelOf('warn') === undefined &&
    enforceText !== undefined &&
    isPodSecurityLevel(enforceText) &&
    compareLevels(enforce.level, 'privileged') > 0;
  const warn = follows
    ? { level: enforce.level, version: versionOf('warn') ?? enforce.version }
    : policyOf('warn');
  return { enforce, audit: policyOf('audit'), warn };
}

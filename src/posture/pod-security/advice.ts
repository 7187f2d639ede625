import type { NamespaceAssessment } from './assessment.ts';
import { compareLevels, type StrictLevel } from './level.ts';
import { type PolicyMode, policyLabel } from './namespace-policy.ts';
import { formatPolicyVersion } from './policy-version.ts';

/**
 * What to do with a namespace.
 *
 * - `mend`: it refuses workloads that it has; they stay away when their pods are replaced
 * - `raise`: nothing in it violates a stricter level than it enforces: `labels` are safe
 * - `cure`: workloads must change before it can enforce more; `labels` only warn and audit
 * - `read`: not all could be read or decided, so that nothing can be promised
 * - `leave`: it is operated with the cluster
 * - `keep`: there is nothing to do
 */
export interface Advice {
  readonly action: 'mend' | 'raise' | 'cure' | 'read' | 'leave' | 'keep';
  /** Labels to set on the namespace, with the version pinned. They never lower one that is there. */
  readonly labels?: Readonly<Record<string, string>>;
  /** True when nothing that is here would be refused under the labels. */
  readonly safe: boolean;
}

/** @param level the level that was asked for, when one was */
export function adviceFor(
  namespace: NamespaceAssessment,
  { minor, level }: { readonly minor: number; readonly level?: StrictLevel | undefined },
): Advice {
  const { policy, atLeast, atMost, system, refused, target, breaks } = namespace;
  if (system) return { action: 'leave', safe: true };
  if (refused.length > 0) return { action: 'mend', safe: false };
  const enforced = policy?.enforce.level ?? 'privileged';
  const within = level !== undefined && compareLevels(atLeast, level) > 0 ? level : atLeast;
  if (within !== 'privileged' && compareLevels(within, enforced) > 0)
    return { action: 'raise', labels: labelsOf(['enforce'], within, minor), safe: true };
  if (breaks.length > 0 && target !== undefined) {
    const silent = (['warn', 'audit'] as const).filter(
      (mode) => compareLevels(policy?.[mode].level ?? 'privileged', target) < 0,
    );
    return {
      action: 'cure',
      ...(silent.length > 0 && { labels: labelsOf(silent, target, minor) }),
      safe: true,
    };
  }
  return atLeast === atMost ? { action: 'keep', safe: true } : { action: 'read', safe: false };
}

/** Levels and pinned versions: an upgrade of the cluster then changes no verdict before somebody decides it. */
export function labelsOf(
  modes: readonly PolicyMode[],
  level: StrictLevel,
  minor: number,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    modes.flatMap((mode) => [
      [policyLabel(mode), level],
      [policyLabel(mode, 'version'), formatPolicyVersion(minor)],
    ]),
  );
}

export interface LabelCommand {
  readonly namespaces: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Kubeconfig context; the current one unless given. */
  readonly context?: string | undefined;
  /** False where the labels of the namespaces are not known: kubectl then refuses to replace one that is there. */
  readonly overwrite: boolean;
}

/** The command that sets labels on namespaces. */
export function labelCommand({ namespaces, labels, context, overwrite }: LabelCommand): string {
  return [
    'kubectl',
    ...(context === undefined ? [] : [`--context=${quoted(context)}`]),
    'label',
    ...(overwrite ? ['--overwrite'] : []),
    'namespace',
    ...namespaces,
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
  ].join(' ');
}

/** For a POSIX shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

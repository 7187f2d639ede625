import type { Power } from '../schema.ts';

/** Said in place of changes. */
const notKnown = 'Whose power changes is not known: not all roles and bindings could be read.';

/**
 * Whose power changes, a sentence each: `It gives user ci-bot list secrets in namespace kube-system, by …`. Empty where
 * nobody's does, and where it was not asked.
 */
export function powerLines(power: Power | undefined, most = Number.POSITIVE_INFINITY): string[] {
  if (power === undefined) return [];
  if (!power.known) return [notKnown];
  const lines = power.changes.slice(0, most).map(({ text }) => `It ${text}.`);
  const rest = power.changes.length - lines.length;
  return rest === 0 ? lines : [...lines, `And ${rest} more.`];
}

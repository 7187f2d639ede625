import type { Finding, Report } from '../schema.ts';
import { isOpen, severities } from './phrases.ts';

/** Open findings by the index of their cause. */
export function membersByCause({ findings }: Report): ReadonlyMap<number, readonly Finding[]> {
  const members = new Map<number, Finding[]>();
  for (const finding of findings) {
    if (finding.cause === undefined || !isOpen(finding)) continue;
    const list = members.get(finding.cause);
    if (list === undefined) members.set(finding.cause, [finding]);
    else list.push(finding);
  }
  return members;
}

/**
 * A few findings that stand for a cause, and how many are not among them: the same finding of several clusters once, one
 * finding of each control before a second one of any, the most severe first.
 */
export function examplesOf(
  members: readonly Finding[],
  atMost: number,
): { examples: Finding[]; rest: number } {
  const unique = [...new Map(members.map((finding) => [finding.objectId, finding])).values()].sort(
    (one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
  );
  const controls = new Set<string>();
  const first = unique.filter(({ control }) => !controls.has(control) && controls.add(control));
  const examples = [...new Set([...first, ...unique])].slice(0, atMost);
  return { examples, rest: unique.length - examples.length };
}

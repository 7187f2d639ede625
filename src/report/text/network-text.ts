import { capitalised } from '../../cluster/index.ts';
import type { NetworkChanges } from '../schema.ts';
import { counted, listed, objectText } from './phrases.ts';

const mostNames = 5;
const mostConnections = 20;

/**
 * What can reach what now and could not before, a sentence each: `shop/web can no longer reach the internet.` Empty where
 * nothing differs, and where it was not asked.
 */
export function networkLines(network: NetworkChanges | undefined): string[] {
  if (network === undefined) return [];
  if (!network.known) return [`Which connections are gained and lost is not known: ${network.reason ?? ''}.`];
  const lines = network.changes
    .slice(0, mostConnections)
    .map(({ text, causes }) => lineOf(`${text}${causesText(causes)}`));
  const rest = network.changes.length - lines.length;
  return [...lines, ...(rest === 0 ? [] : [`And ${rest} more.`]), ...remarksOf(network)];
}

/** ` because of NetworkPolicy prod/db`; of several, whether one or all have to be put back. */
function causesText(causes: NetworkChanges['changes'][number]['causes'] = []): string {
  const policies = [...new Set(causes.flat().map(objectText))];
  if (policies.length === 0) return '';
  const text = ` because of ${some(policies)}`;
  if (policies.length === 1) return text;
  return `${text} (${causes.length > 1 ? 'putting back one is enough' : 'all have to be put back'})`;
}

/** A name at its start stays as it is written. */
function lineOf(text: string): string {
  const [first = ''] = text.split(' ', 1);
  return `${first.includes('/') ? text : capitalised(text)}.`;
}

/** What else is to be known of them. */
function remarksOf({ policies, changes, added, removed, unjudged, sameMeaning }: NetworkChanges): string[] {
  const lines: string[] = [];
  const changed = some(policies.map(({ object }) => objectText(object)));
  const differ = policies.length === 1 ? 'differs' : 'differ';
  if (sameMeaning) lines.push(`${changed} ${differ} with the same meaning: every connection is as it was.`);
  else if (policies.length > 0 && changes.length === 0)
    lines.push(`${changed} ${differ}; no connection is seen to change, and not all are known.`);
  if (added.length > 0)
    lines.push(
      `New, so that nothing is compared: ${counted(added.length, 'workload')} (${placesText(added)}).`,
    );
  if (removed.length > 0)
    lines.push(`No longer seen: ${counted(removed.length, 'workload')} (${placesText(removed)}).`);
  if (lines.length + changes.length > 0 && unjudged.length > 0) {
    const by = some([...new Set(unjudged.flatMap(({ policies: names }) => names))]);
    lines.push(
      `Not known of ${counted(unjudged.length, 'workload')}, which ${by} may cover: ${placesText(unjudged)}.`,
    );
  }
  return lines;
}

function placesText(workloads: NetworkChanges['added']): string {
  return some(workloads.map(({ namespace, name }) => `${namespace}/${name}`));
}

function some(texts: readonly string[]): string {
  const rest = texts.length - mostNames;
  return listed(rest <= 0 ? texts : [...texts.slice(0, mostNames), `${rest.toLocaleString('en-US')} more`]);
}

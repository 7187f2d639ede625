import type { Report } from '../schema.ts';
import { networkLines } from './network-text.ts';
import { powerLines } from './power-text.ts';

/** A heading, and what changes, a sentence each. */
export interface ChangesPart {
  readonly heading: string;
  readonly lines: readonly string[];
}

const powerAtMost = 20;

/** What a change means beside findings: whose power changes, and which connections. Parts in which nothing changes are left out. */
export function changesParts({ power, network }: Pick<Report, 'power' | 'network'>): ChangesPart[] {
  const parts = [
    {
      heading: `Whose power changes${countText(power)}`,
      lines: powerLines(power, powerAtMost),
    },
    {
      heading: `Connections gained and lost${countText(network)}`,
      lines: networkLines(network),
    },
  ];
  return parts.filter(({ lines }) => lines.length > 0);
}

function countText(
  changes: { readonly known: boolean; readonly changes: readonly unknown[] } | undefined,
): string {
  return changes?.known === true ? `: ${changes.changes.length}` : ': not known';
}

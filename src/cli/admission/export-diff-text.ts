import type { ExportComparison } from '../../controls/index.ts';
import type { Palette, UnreachableCluster } from '../../report/index.ts';

/** What one cluster has in place of its export. */
export interface ClusterComparison {
  readonly name: string;
  readonly comparison: ExportComparison;
  /** Exceptions that have ended; a cluster may still let in what they covered. */
  readonly expired: readonly {
    readonly exception: { readonly id: string; readonly owner: string };
    readonly reason: string;
  }[];
}

/** What each cluster has in place of the export, one line for each object. */
export function* formatExportDifferences(
  comparisons: readonly ClusterComparison[],
  unreachable: readonly UnreachableCluster[],
  palette: Palette,
): Generator<string> {
  for (const { name, comparison, expired } of comparisons) {
    const { differences, unknown } = comparison;
    for (const { state, kind, name: object, fields } of differences) {
      const where = fields.length === 0 ? '' : `  ${shortened(fields)}`;
      yield `${palette[state === 'extra' ? 'medium' : 'critical'](state.padEnd(9))}  ${kind} ${object}${where}\n`;
    }
    for (const { message, permission } of unknown) {
      const cure =
        permission === undefined ? '' : ` (needs ${permission.verbs.join(', ')} on ${permission.resource})`;
      yield `${palette.unknown('unknown')}    ${message}${cure}\n`;
    }
    for (const { exception, reason } of expired)
      yield `${palette.critical('expired  ')}  exception ${exception.id} of ${exception.owner}: ${reason}\n`;
    const of = (state: string) => differences.filter((each) => each.state === state).length;
    yield differences.length + unknown.length + expired.length === 0
      ? palette.good(`${name}: as exported\n`)
      : `${name}: ${of('missing')} missing, ${of('different')} different, ${of('extra')} extra${expired.length > 0 ? `, ${expired.length} expired` : ''}\n`;
  }
  for (const { identity, error } of unreachable) yield `${identity.name}: could not be read: ${error}\n`;
}

function shortened(fields: readonly string[]): string {
  const shown = fields.slice(0, 3).join(', ');
  return fields.length > 3 ? `${shown} and ${fields.length - 3} more` : shown;
}

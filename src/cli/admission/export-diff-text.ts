import type { ExportComparison } from '../../controls/index.ts';
import type { Palette, UnreachableCluster } from '../../report/index.ts';

/** What each cluster has in place of the export, one line for each object. */
export function* formatExportDifferences(
  comparisons: readonly { readonly name: string; readonly comparison: ExportComparison }[],
  unreachable: readonly UnreachableCluster[],
  palette: Palette,
): Generator<string> {
  for (const { name, comparison } of comparisons) {
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
    const of = (state: string) => differences.filter((each) => each.state === state).length;
    yield differences.length + unknown.length === 0
      ? palette.good(`${name}: as exported\n`)
      : `${name}: ${of('missing')} missing, ${of('different')} different, ${of('extra')} extra\n`;
  }
  for (const { identity, error } of unreachable) yield `${identity.name}: could not be read: ${error}\n`;
}

function shortened(fields: readonly string[]): string {
  const shown = fields.slice(0, 3).join(', ');
  return fields.length > 3 ? `${shown} and ${fields.length - 3} more` : shown;
}

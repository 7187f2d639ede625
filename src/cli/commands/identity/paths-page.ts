import {
  type AttackPath,
  type ChokePoints,
  formatBinding,
  type SinkName,
  type Vertex,
} from '../../../identity/index.ts';
import { counted, listed, type Palette } from '../../../report/index.ts';
import { grantLines, hopText, replayLines } from './hop-text.ts';
import { outside } from './outside.ts';
import { positionKey, positionText, sinkText } from './path-names.ts';
import { unreadLines } from './phrases.ts';
import type { ToldPath, ToldPaths } from './told-paths.ts';

const width = 80;

/** Paths of one cluster as text: an overview, or every step where it was asked about one end. */
export function pathsPage(told: ToldPaths, narrow: boolean, all: boolean, palette: Palette): string[] {
  const { name, attack, paths } = told;
  const { version } = attack.access.cluster;
  const lines = [palette.strong(`Paths in ${name}, Kubernetes ${version.gitVersion}`), ''];
  lines.push(...wrapped(headline(told), ''), '');
  if (narrow) for (const path of paths) lines.push(...details(path, palette), '');
  else lines.push(...overview(told, all, palette));
  if (told.becomes !== undefined && told.becomes.length > 0)
    lines.push(...blastRadius(told.becomes, palette), '');
  if (told.chokePoints !== undefined) lines.push(...chokeLines(told.chokePoints, palette), '');
  for (const line of unreadLines(attack.unread)) lines.push(...wrapped(palette.unknown(line), ''));
  for (const line of outside(attack.access)) lines.push(...wrapped(line, ''));
  lines.push('Network policies and the audit log are not looked at.');
  return lines;
}

function headline({ paths, attack }: ToldPaths): string {
  const some = attack.unread.length === 0 ? '' : ' that were seen; not everything could be read';
  if (paths.length === 0)
    return attack.unread.length === 0 ? 'No path.' : 'No path was seen; not everything could be read.';
  const sources = new Set(paths.map(({ source }) => positionKey(source))).size;
  const ends = [...new Set(paths.map(({ sink }) => sinkText(sink)))];
  const shown = ends.length > 3 ? [...ends.slice(0, 3), `${ends.length - 3} more`] : ends;
  return `${counted(sources, 'place')} to start from ${sources === 1 ? 'leads' : 'lead'} to ${listed(shown)}: ${counted(paths.length, 'path')}${some}.`;
}

function overview({ paths }: ToldPaths, all: boolean, palette: Palette): string[] {
  const lines: string[] = [];
  for (const [sink, same] of Map.groupBy(paths, (path) => path.sink)) {
    const told = same.filter((each) => all || !isBehindAccount(each, same));
    lines.push(palette.strong(`To ${sinkText(sink)}`));
    for (const { source, path } of told)
      lines.push(
        `  ${positionText(source)}  ${path.difficulty === 'given' ? 'holds it' : path.difficulty}`,
        ...(path.hops.length > 1 ? wrapped(chain(path), '    ', ' → ') : []),
      );
    const hidden = same.length - told.length;
    if (hidden > 0)
      lines.push(
        `  ${counted(hidden, 'workload')} that ${hidden === 1 ? 'runs' : 'run'} as one of these (--all)`,
      );
    lines.push('');
  }
  return lines;
}

/** A workload whose service account is told, so that its own line says nothing new. */
function isBehindAccount({ source, path }: ToldPath, same: readonly ToldPath[]): boolean {
  const [first] = path.hops;
  if (source.type !== 'workload' || first?.kinds[0] !== 'uses-account') return false;
  return same.some((other) => positionKey(other.source) === positionKey(first.to));
}

function chain({ hops }: AttackPath): string {
  return hops.map(({ to }) => `→ ${positionText(to)}`).join(' ');
}

function details({ source, sink, path, cut }: ToldPath, palette: Palette): string[] {
  const lines = [palette.strong(`${positionText(source)} to ${sinkText(sink)}: ${path.difficulty}`)];
  for (const [index, hop] of path.hops.entries()) {
    lines.push(
      ...wrapped(`${index + 1}. ${hopText(hop)}`, '  ', ' ', '     '),
      `     → ${positionText(hop.to)}`,
    );
    for (const line of grantLines(hop)) lines.push(...wrapped(`by ${line}`, '     ', ' ', '        '));
    for (const condition of hop.conditions)
      lines.push(...wrapped(`if ${condition}`, '     ', ' ', '        '));
    for (const line of replayLines(hop)) lines.push(`     ${palette.command(line)}`);
  }
  if (cut !== undefined) lines.push(...cutLines(cut, sink));
  return lines;
}

function cutLines(cut: NonNullable<ToldPath['cut']>, sink: SinkName): string[] {
  const { bindings, smallest, survives } = cut;
  if (bindings === undefined)
    return [
      ...wrapped(
        `cut: no bindings of your own end it: this way to ${sinkText(sink)} is left without any`,
        '  ',
      ),
      ...(survives === undefined ? [] : wrapped(chain(survives), '    ', ' → ')),
    ];
  const names = bindings.map(formatBinding);
  const fewer = smallest ? '' : ' (fewer may do)';
  return [
    ...wrapped(`cut: remove ${listed(names)}${fewer}; then no path is left`, '  ', ' ', '    '),
    ...(survives === undefined || bindings[0] === undefined
      ? []
      : [
          ...wrapped(`without ${formatBinding(bindings[0])} alone this way is left:`, '  '),
          ...wrapped(chain(survives), '    ', ' → '),
        ]),
  ];
}

function blastRadius(becomes: readonly Vertex[], palette: Palette): string[] {
  const shown = becomes.slice(0, 10).map(positionText);
  const rest = becomes.length - shown.length;
  const what = becomes.length === 1 ? 'subject or workload' : 'subjects and workloads';
  return [
    palette.strong(`Becomes ${becomes.length} ${what}`),
    ...shown.map((text) => `  ${text}`),
    ...(rest > 0 ? [`  and ${rest} more (-o json)`] : []),
  ];
}

function chokeLines({ points, paths, left }: ChokePoints, palette: Palette): string[] {
  if (points.length === 0)
    return [palette.strong('Choke points'), '  No binding of your own ends a path alone.'];
  return [
    palette.strong('Choke points'),
    ...wrapped(
      `Remove ${points.length === 1 ? 'this binding' : `these ${points.length} bindings`}: ${paths - left} of ${counted(paths, 'path')} end, what cluster-admin includes counted.`,
      '  ',
    ),
    ...points.map(({ binding, ends }) => `  ${String(ends).padStart(5)}  ${formatBinding(binding)}`),
  ];
}

/** Text in lines of 80 columns, broken before what parts it. */
function wrapped(text: string, indent: string, parting = ' ', next = indent): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const [index, piece] of text.split(parting).entries()) {
    const joined = index === 0 ? piece : `${parting === ' ' ? ' ' : parting}${piece}`;
    if (line.trim() !== '' && line.length + joined.length > width) {
      lines.push(line);
      line = `${next}${joined.trimStart()}`;
    } else line += joined;
  }
  return [...lines, line];
}

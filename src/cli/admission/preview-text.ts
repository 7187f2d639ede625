import type { ObjectReference, Position, Problem } from '../../cluster/index.ts';
import type { AdmissionProblem, PreviewRow } from '../../controls/index.ts';
import { counted, type Palette } from '../../report/index.ts';
import type { ClusterPreview } from './preview-cluster.ts';

/** How many objects of one outcome are listed for one expression. */
const shownRows = 10;

/** What would be denied, warned and audited, policy by policy; then what is wrong with the policies themselves. */
export function* formatPreview(name: string, preview: ClusterPreview, palette: Palette): Generator<string> {
  const { policies, rows, problems, unreadable } = preview;
  for (const { policy, judged, bindings, position } of policies) {
    const own = rows.filter((row) => row.policy === policy);
    if (bindings === 0 && own.length === 0) continue;
    yield `${palette.strong(policy)}  ${palette.faint(`${place(position)}, ${counted(judged, 'object')} judged`)}\n`;
    if (own.length === 0) yield `  ${palette.good('nothing to object to')}\n`;
    yield* expressionBlocks(own, palette);
    yield '\n';
  }
  for (const { object, policy, key, value } of preview.annotations.slice(0, shownRows))
    yield `${palette.faint('audit annotation')} ${policy}/${key}: ${oneLine(value)}  ${describe(object)}\n`;
  if (preview.annotations.length > shownRows)
    yield `and ${preview.annotations.length - shownRows} more audit annotations; -o json has them\n`;
  if (preview.annotations.length > 0) yield '\n';
  for (const problem of [...unreadable, ...problems]) yield* formatPolicyProblem(problem, palette);
  yield `${summary(name, preview, palette)}\n`;
}

/** Rows that one expression decides, under that expression. */
function* expressionBlocks(rows: readonly PreviewRow[], palette: Palette): Generator<string> {
  const blocks = new Map<string, PreviewRow[]>();
  for (const row of rows) {
    const key = `${row.field ?? ''} ${row.outcome} ${row.position?.line} ${row.position?.column}`;
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [row]);
    else block.push(row);
  }
  for (const block of [...blocks.values()].sort(byGravity)) {
    const [first] = block;
    if (first === undefined) continue;
    yield* excerptText(first, palette);
    const width = Math.max(...block.slice(0, shownRows).map(({ object }) => describe(object).length));
    for (const row of block.slice(0, shownRows)) {
      const where = row.objectPosition === undefined ? '' : palette.faint(`  ${place(row.objectPosition)}`);
      const param = row.param === undefined ? '' : palette.faint(` (by ${row.param})`);
      yield `  ${paint(row, palette)(row.outcome.padEnd(7))}  ${describe(row.object).padEnd(width)}  ${oneLine(row.message)}${asUpdate(row)}${param}${where}\n`;
    }
    if (block.length > shownRows)
      yield `  and ${block.length - shownRows} more ${first.outcome}; -o json has them\n`;
  }
}

function* excerptText({ position, excerpt, field }: PreviewRow, palette: Palette): Generator<string> {
  if (position === undefined) return;
  yield `  ${palette.faint(`${place(position)} ${field ?? ''}`)}\n`;
  if (excerpt === undefined) return;
  for (const line of excerpt.split('\n')) yield `    ${palette.faint('|')} ${line}\n`;
}

function asUpdate({ operation }: PreviewRow): string {
  return operation === 'UPDATE' ? ' (when updated)' : '';
}

const gravity = ['denied', 'warned', 'audited', 'unknown', 'ignored'] as const;

function byGravity([left]: readonly PreviewRow[], [right]: readonly PreviewRow[]): number {
  return gravity.indexOf(left?.outcome ?? 'ignored') - gravity.indexOf(right?.outcome ?? 'ignored');
}

function paint({ outcome }: PreviewRow, palette: Palette): (text: string) => string {
  if (outcome === 'denied') return palette.critical;
  if (outcome === 'warned') return palette.medium;
  if (outcome === 'audited') return palette.low;
  return palette.unknown;
}

/** `file:3:5: error: message [code]`, the line with a caret, and what the API server does. */
export function* formatPolicyProblem(
  problem: Problem | AdmissionProblem,
  palette: Palette,
): Generator<string> {
  const { file, line, column, severity, message, code, hint } = problem;
  const where = file === undefined ? '' : `${place({ file, line: line ?? 1, column: column ?? 1 })}: `;
  const word = severity === 'error' ? palette.critical('error') : palette.medium('warning');
  yield `${where}${word}: ${message} ${palette.faint(`[${code}]`)}\n`;
  if ('excerpt' in problem && problem.excerpt !== undefined)
    for (const each of problem.excerpt.split('\n')) yield `    ${palette.faint('|')} ${each}\n`;
  if ('effect' in problem && problem.effect !== undefined) yield `    ${problem.effect}\n`;
  if (hint !== undefined) yield `    ${hint}\n`;
}

function summary(name: string, { rows, objects, policies }: ClusterPreview, palette: Palette): string {
  const of = (outcome: PreviewRow['outcome']) => rows.filter((row) => row.outcome === outcome).length;
  const denied = of('denied');
  const parts = [
    `${denied} denied`,
    `${of('warned')} warned`,
    `${of('audited')} audited`,
    ...(of('unknown') > 0 ? [palette.unknown(`${of('unknown')} unknown`)] : []),
    ...(of('ignored') > 0 ? [`${of('ignored')} failed and ignored`] : []),
  ];
  const text = `${name}: ${parts.join(', ')}; ${counted(objects, 'object')}, ${counted(policies.length, 'policy', 'policies')}`;
  return denied > 0 ? palette.strong(text) : text;
}

export function describe({ kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace === '' ? name : `${namespace}/${name}`}`;
}

function place({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

import { visibleText } from '../cluster/index.ts';
import { inTextOrder, type TextEdit } from './text-edit.ts';

const CONTEXT = 3;

/** A run of lines that changed, in line numbers from 0 of the old text; ends are exclusive. */
interface ChangedLines {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

export interface UnifiedDiff {
  /** Empty where there is nothing to show. */
  readonly text: string;
  /** How many hunks are left out, because they cannot be shown without a line that is hidden. */
  readonly withheld: number;
}

/**
 * The edits of one file as a unified diff that `git apply` and `patch -p1` take. Lines of `hidden` ranges, which hold values
 * of secrets, are in no hunk: the lines around a change end before them, and a hunk that cannot do without is withheld.
 * https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
 */
export function unifiedDiff(
  file: string,
  text: string,
  edits: readonly TextEdit[],
  hidden: readonly Pick<TextEdit, 'start' | 'end'>[] = [],
): UnifiedDiff {
  const old = linesOf(text);
  const isHidden = lineTest(old, hidden);
  const all = groupIntoHunks(changedLines(text, old, edits), isHidden).map((changes) =>
    withContext(old, changes, isHidden),
  );
  const hunks = all.filter((hunk) => isShown(old, hunk, isHidden));
  let shift = 0;
  const parts = hunks.map((hunk) => {
    const part = hunkText(old, hunk, shift);
    shift += growth(hunk);
    return part;
  });
  const head = `--- ${fileName(`a/${file}`)}\n+++ ${fileName(`b/${file}`)}\n`;
  return { text: parts.length === 0 ? '' : head + parts.join(''), withheld: all.length - hunks.length };
}

type LineTest = (line: number) => boolean;

function lineTest(old: readonly string[], ranges: readonly Pick<TextEdit, 'start' | 'end'>[]): LineTest {
  const starts = lineStarts(old);
  const lines = new Set<number>();
  for (const { start, end } of ranges) {
    const last = lineOf(starts, Math.max(start, end - 1));
    for (let line = lineOf(starts, start); line <= last; line++) lines.add(line);
  }
  return (line) => lines.has(line);
}

/** With their line breaks, so that a file without a last one is told apart. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function changedLines(
  text: string,
  old: readonly string[],
  edits: readonly TextEdit[],
): readonly ChangedLines[] {
  const starts = lineStarts(old);
  const lineAt = (offset: number): number => lineOf(starts, offset);
  const groups: { start: number; end: number; edits: TextEdit[] }[] = [];
  for (const edit of inTextOrder(edits)) {
    const start = lineAt(edit.start);
    const end = Math.min(lineAt(edit.end) + 1, old.length);
    const last = groups.at(-1);
    if (last !== undefined && start < Math.max(last.end, last.start + 1)) {
      last.end = Math.max(last.end, end);
      last.edits.push(edit);
    } else {
      groups.push({ start, end, edits: [edit] });
    }
  }
  return groups
    .map((group) => {
      let position = starts[group.start] ?? 0;
      let changed = '';
      for (const edit of group.edits) {
        changed += text.slice(position, edit.start) + edit.text;
        position = edit.end;
      }
      changed += text.slice(position, starts[group.end] ?? text.length);
      return trimmed(old, { start: group.start, end: group.end, lines: linesOf(changed) });
    })
    .filter(({ start, end, lines }) => start < end || lines.length > 0);
}

function lineStarts(lines: readonly string[]): readonly number[] {
  let length = 0;
  return lines.map((line) => {
    length += line.length;
    return length - line.length;
  });
}

/** The last line that starts at an offset or before it. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = Math.max(0, starts.length - 1);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Without the lines at both ends that are as they were. */
function trimmed(old: readonly string[], { start, end, lines }: ChangedLines): ChangedLines {
  let head = 0;
  while (start + head < end && head < lines.length && old[start + head] === lines[head]) head++;
  let tail = 0;
  while (
    end - tail > start + head &&
    lines.length - tail > head &&
    old[end - tail - 1] === lines.at(-1 - tail)
  )
    tail++;
  return { start: start + head, end: end - tail, lines: lines.slice(head, lines.length - tail) };
}

/** Changes whose context would touch belong to one hunk, unless a hidden line is between them. */
function groupIntoHunks(
  changes: readonly ChangedLines[],
  isHidden: LineTest,
): readonly (readonly ChangedLines[])[] {
  const hunks: ChangedLines[][] = [];
  for (const change of changes) {
    const hunk = hunks.at(-1);
    const end = hunk?.at(-1)?.end;
    if (hunk !== undefined && end !== undefined && isNear(end, change.start, isHidden)) hunk.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function isNear(from: number, to: number, isHidden: LineTest): boolean {
  if (to - from > 2 * CONTEXT) return false;
  for (let line = from; line < to; line++) if (isHidden(line)) return false;
  return true;
}

/** Changes with the lines around them, `from` and `to` in lines of the old text. */
interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly changes: readonly ChangedLines[];
}

function withContext(old: readonly string[], changes: readonly ChangedLines[], isHidden: LineTest): Hunk {
  const start = changes[0]?.start ?? 0;
  const end = changes.at(-1)?.end ?? 0;
  let from = start;
  while (from > Math.max(0, start - CONTEXT) && !isHidden(from - 1)) from--;
  let to = end;
  while (to < Math.min(old.length, end + CONTEXT) && !isHidden(to)) to++;
  return { from, to, changes };
}

/** A hunk without a line behind its change belongs to the end of the file, for `git apply`. */
function isShown(old: readonly string[], { to, changes }: Hunk, isHidden: LineTest): boolean {
  if (to === changes.at(-1)?.end && to < old.length) return false;
  return changes.every(({ start, end }) => {
    for (let line = start; line < end; line++) if (isHidden(line)) return false;
    return true;
  });
}

function growth({ changes }: Hunk): number {
  return changes.reduce((sum, { start, end, lines }) => sum + lines.length - (end - start), 0);
}

function hunkText(old: readonly string[], hunk: Hunk, shift: number): string {
  const { from, to, changes } = hunk;
  const lines: string[] = [];
  let position = from;
  for (const { start, end, lines: added } of changes) {
    lines.push(
      ...marked(' ', old.slice(position, start)),
      ...marked('-', old.slice(start, end)),
      ...marked('+', added),
    );
    position = end;
  }
  lines.push(...marked(' ', old.slice(position, to)));
  const length = to - from + growth(hunk);
  return `@@ -${range(from, to - from)} +${range(from + shift, length)} @@\n${lines.join('')}`;
}

function marked(sign: ' ' | '-' | '+', lines: readonly string[]): string[] {
  return lines.map((line) =>
    line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`,
  );
}

/** An empty range is given by the line before it. */
function range(start: number, length: number): string {
  return length === 0 ? `${start},0` : length === 1 ? `${start + 1}` : `${start + 1},${length}`;
}

/**
 * As git writes names: quoted with octal escapes where it must, and with a tab behind a space, so that the name has an end.
 * https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath
 */
function fileName(name: string): string {
  const escaped = [...name].map((character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    // A name in the head of a diff is also read by people, and printed.
    return visibleText(character) === character ? character : octalBytes(character);
  });
  const quoted = escaped.join('');
  if (quoted !== name) return `"${quoted}"`;
  return name.includes(' ') ? `${name}\t` : name;
}

function octalBytes(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

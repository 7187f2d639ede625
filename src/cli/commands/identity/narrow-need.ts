import { readFileSync } from 'node:fs';
import type { Need } from '../../../identity/index.ts';
import { counted, listed } from '../../../report/index.ts';
import { readCsv } from '../../../sources/evidence/index.ts';
import { readYaml } from '../../../sources/yaml/index.ts';
import { CliError } from '../../errors.ts';
import { readQuestion } from './question.ts';
import type { AskedCluster } from './read-access.ts';

type Row = Readonly<Record<string, unknown>>;

const columns = ['verb', 'resource', 'scope', 'provenance'];

/**
 * Reads what a subject needs: rows of verb, resource, scope (`cluster` or a namespace), provenance, and where it is one
 * object its name. CSV with a head line, or a YAML or JSON list. Every mistake is told with its place, and every word that
 * nothing knows is a note, for it may be one.
 */
export function readNeed(
  file: string,
  clusters: readonly AskedCluster[],
): { readonly needs: readonly Need[]; readonly notes: readonly string[] } {
  const rows = readRows(file, textOf(file));
  const mistakes: string[] = [];
  const notes: string[] = [];
  const needs = rows.flatMap(({ place, row }) => {
    const read = readRow(row, clusters);
    if (typeof read === 'string') {
      mistakes.push(`${file}:${place}: ${read}`);
      return [];
    }
    notes.push(...read.notes.map((note) => `${file}:${place}: ${note}`));
    return read.need;
  });
  if (mistakes.length > 0) {
    throw new CliError(
      'need-invalid',
      `${counted(mistakes.length, 'mistake')} in a need\n${mistakes.join('\n')}`,
    );
  }
  if (needs.length === 0)
    throw new CliError(
      'need-unreadable',
      `${file}: it has no rows`,
      'A subject that needs nothing needs no binding.',
    );
  return { needs, notes };
}

function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError('need-unreadable', `${file}: cannot be read (${code ?? 'unknown'})`);
  }
}

function readRows(file: string, text: string): { place: string; row: Row }[] {
  const [head, ...rows] = readCsv(text);
  const names = head?.cells.map((cell) => cell.toLowerCase()) ?? [];
  if (columns.every((column) => names.includes(column)))
    return rows.map(({ line, cells }) => ({
      place: `${line}`,
      row: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])),
    }));
  const missing = columns.filter((column) => !names.includes(column));
  if (names.length > 1 && missing.length < columns.length)
    throw new CliError(
      'need-unreadable',
      `${file}: its first line does not name ${listed(missing)}`,
      `CSV begins with a line ${columns.join()}; name may follow.`,
    );
  const { documents, problems } = readYaml(text, file);
  const [problem] = problems.filter(({ severity }) => severity === 'error');
  const list = documents[0]?.value as unknown;
  if (problem !== undefined || documents.length !== 1 || !Array.isArray(list))
    throw new CliError(
      'need-unreadable',
      `${file}: ${problem?.message ?? 'it is neither CSV nor one YAML list'}`,
      `CSV begins with a line ${columns.join()}; YAML is a list of rows with these fields.`,
    );
  return list.map((row: unknown, index) => ({
    place: `row ${index + 1}`,
    row: typeof row === 'object' && row !== null ? (row as Row) : {},
  }));
}

function readRow(
  row: Row,
  clusters: readonly AskedCluster[],
): { need: Need; notes: readonly string[] } | string {
  const missing = columns.filter((column) => typeof row[column] !== 'string' || row[column] === '');
  if (missing.length > 0) return `${missing.join(' and ')} missing`;
  const unknown = Object.keys(row).filter((column) => column !== 'name' && !columns.includes(column));
  if (unknown.length > 0) return `there is no column ${unknown.join(' or ')}`;
  const { verb, resource, scope, provenance, name } = row as Readonly<Record<string, string>>;
  if (name !== undefined && typeof name !== 'string') return 'name is no text';
  if (verb === undefined || resource === undefined || provenance === undefined) return 'no row';
  if (/[\s,]/.test(verb)) return `"${verb}" is no single verb: give each its row`;
  if (resource.startsWith('/') && scope !== 'cluster') return 'a path has the scope cluster';
  const {
    request,
    resource: known,
    notes,
  } = readQuestion(clusters, {
    verb,
    resource,
    name: name === '' ? undefined : name,
    namespaces: scope === 'cluster' || scope === undefined ? [] : [scope],
  });
  if (known !== undefined && known.namespaced === false && scope !== 'cluster' && !('namespace' in request))
    return `${resource} belongs to no namespace: its scope is cluster`;
  return { need: { request, provenance }, notes };
}

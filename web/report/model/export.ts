import type { Finding } from '../../../src/report/schema.ts';
import type { FindingRow } from './model.ts';
import { changeAtOf } from './sort.ts';

const columns: readonly (readonly [string, (row: FindingRow) => string])[] = [
  ['id', (row) => row.finding.objectId],
  ['instance_id', (row) => row.finding.instanceId],
  ['severity', (row) => row.finding.severity],
  ['verdict', (row) => row.finding.verdict],
  ['control', (row) => row.finding.control],
  ['title', (row) => row.control?.title ?? ''],
  ['cluster', (row) => row.clusterName],
  ['namespace', (row) => row.finding.subject.namespace],
  ['kind', (row) => row.finding.subject.kind],
  ['name', (row) => row.finding.subject.name],
  ['container', (row) => row.finding.subject.container ?? ''],
  ['change_at', changeAtOf],
  ['team', (row) => row.workload?.team ?? ''],
  ['message', (row) => row.finding.message],
  ['unknown_because', (row) => row.finding.unknown?.message ?? ''],
  ['missing_permission', (row) => row.permission],
];

export function toCsv(rows: readonly FindingRow[]): string {
  return csvOf([columns.map(([name]) => name), ...rows.map((row) => columns.map(([, read]) => read(row)))]);
}

/**
 * RFC 4180. A cell that a spreadsheet would run as a formula gets a leading apostrophe
 * (https://owasp.org/www-community/attacks/CSV_Injection).
 */
export function csvOf(lines: readonly (readonly string[])[]): string {
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

/** Gives a text to the person as a file. */
export function save(name: string, type: string, text: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The shown findings as the report schema has them. */
export function toJson(rows: readonly FindingRow[]): string {
  const findings: readonly Finding[] = rows.map((row) => row.finding);
  return `${JSON.stringify(findings, null, 2)}\n`;
}

function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

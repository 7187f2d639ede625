import { readFileSync } from 'node:fs';
import { Check, Errors } from 'typebox/value';
import { visibleText } from '../../cluster/index.ts';
import { type Report, ReportSchema } from '../../report/index.ts';
import { decodeText } from '../../sources/yaml/index.ts';
import { CliError } from '../errors.ts';

const reportVersion: Report['schema'] = 'plimsoll.report/v1';

/** A JSON report, checked against the published schema. */
export function readReport(file: string): Report {
  const name = visibleText(file);
  let content: unknown;
  try {
    // PowerShell writes UTF-16, and others a byte order mark.
    const decoded = decodeText(readFileSync(file));
    content = JSON.parse(decoded?.text ?? '');
  } catch (error) {
    throw new CliError(
      'report-unreadable',
      `${name} is no JSON report: ${visibleText(error instanceof Error ? error.message : String(error))}`,
      'Make one with plimsoll scan -o json=report.json.',
    );
  }
  const version: unknown = Reflect.get(Object(content), 'schema');
  if (typeof version === 'string' && version.startsWith('plimsoll.report/') && version !== reportVersion) {
    throw new CliError(
      'report-unreadable',
      `${file} is ${version}, and this plimsoll reads ${reportVersion}`,
      'Use the plimsoll that wrote it, or make a new one with plimsoll scan -o json=report.json.',
    );
  }
  if (!Check(ReportSchema, content)) {
    const [first] = Errors(ReportSchema, content);
    throw new CliError(
      'report-unreadable',
      `${name} is no report of this version: ${first?.instancePath ?? ''} ${first?.message ?? ''}`.trim(),
      'Make a new one with plimsoll scan -o json=report.json.',
    );
  }
  return content;
}

import type { AuditDocument } from '../../src/identity/audit-schema.ts';
import type { NetworkMapDocument } from '../../src/network/map-schema.ts';
import type { Report } from '../../src/report/schema.ts';

export type Embedded =
  | { readonly ok: true; readonly report: Report }
  | { readonly ok: true; readonly audit: AuditDocument }
  | { readonly ok: true; readonly network: NetworkMapDocument }
  | { readonly ok: false; readonly title: string; readonly hint: string };

const schema = 'plimsoll.report/v1';
const auditSchema = 'plimsoll.identity-audit/v2';
const networkSchema = 'plimsoll.network-map/v1';

/**
 * Reads the report out of the page. It was written by our own command and validated there; here only what a damaged
 * file or another version would break is checked.
 */
export async function embeddedReport(page: Document): Promise<Embedded> {
  const element = page.querySelector('#report');
  const text = element?.textContent?.trim() ?? '';
  if (!element || text === '')
    return {
      ok: false,
      title: 'This file holds no report.',
      hint: 'It is the empty template. Write a report with plimsoll scan -o html=report.html.',
    };
  try {
    const json = element.getAttribute('data-encoding') === 'gzip-base64' ? await gunzip(text) : text;
    const value: unknown = JSON.parse(json);
    const found =
      typeof value === 'object' && value !== null && 'schema' in value ? String(value.schema) : 'no schema';
    if (found === schema) return { ok: true, report: value as Report };
    if (found === auditSchema) return { ok: true, audit: value as AuditDocument };
    if (found === networkSchema) return { ok: true, network: value as NetworkMapDocument };
    return {
      ok: false,
      title: 'This page cannot show this report.',
      hint: `It reads ${schema}, ${auditSchema} and ${networkSchema}; the file holds ${found}. Write the report again with one version of plimsoll.`,
    };
  } catch {
    return {
      ok: false,
      title: 'The report in this file is damaged.',
      hint: 'The file was probably cut off on its way here. Copy it again, or write it again with plimsoll scan -o html=report.html.',
    };
  }
}

async function gunzip(base64: string): Promise<string> {
  const binary = atob(base64);
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

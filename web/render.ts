import { gzipSync } from 'node:zlib';
import type { AuditDocument } from '../src/identity/audit-schema.ts';
import type { NetworkMapDocument } from '../src/network/map-schema.ts';
import type { Report } from '../src/report/schema.ts';

/** Where the data goes in the template. */
export const reportMarker = '<!--plimsoll:report-->';

/** From this many characters of JSON on the data is compressed: below it, a person can read it in the file. */
const compressFrom = 100_000;

/**
 * The self-contained HTML page of a scan report, an identity audit or a network map: `template` (dist/web/report-template.html) with the data in it. The same report
 * gives the same bytes. Throws when `template` is not our template.
 */
export function renderHtmlReport(
  template: string,
  report: Report | AuditDocument | NetworkMapDocument,
): string {
  const [before, after, ...more] = template.split(reportMarker);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(
      'the HTML report template has no single place for the data: build it again with node web/build.ts',
    );
  return `${before}${dataElement(JSON.stringify(report))}${after}`;
}

function dataElement(json: string): string {
  if (json.length < compressFrom)
    return `<script type="application/json" id="report">${inScript(json)}</script>`;
  const data = gzipSync(json, { level: 6 }).toString('base64');
  return `<script type="application/json" id="report" data-encoding="gzip-base64">${data}</script>`;
}

/** JSON that cannot end its script element nor open a comment in it; `<` is only ever inside strings there. */
function inScript(json: string): string {
  return json
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
}

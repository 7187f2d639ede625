import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { generateReport } from '../src/report/fixtures/generate-report.ts';
import { renderHtmlReport, reportMarker } from './render.ts';

const template = `<html>${reportMarker}<script>1</script></html>`;

/** The text between the tags of the data element, as an HTML parser finds it: up to the first `</script`. */
function dataOf(html: string): string {
  const start = html.indexOf('>', html.indexOf('id="report"')) + 1;
  return html.slice(start, html.indexOf('</script', start));
}

describe('renderHtmlReport', () => {
  const small = generateReport({ findings: 3 });

  it('embeds any text so that a parser gets the same report back', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(
            '</script><script>alert(1)</script>',
            '<!--<script>',
            '\u2028\u2029',
            '$&$1',
            reportMarker,
          ),
        ),
        (text) => {
          const report = { ...small, run: { ...small.run, command: text } };
          const data = dataOf(renderHtmlReport(template, report));
          expect(JSON.parse(data)).toEqual(report);
          expect(data).not.toContain('<');
        },
      ),
      { numRuns: 50 },
    );
  });

  it('compresses a large report, with equal bytes for equal reports', () => {
    const large = generateReport({ findings: 400 });
    const html = renderHtmlReport(template, large);
    expect(html).toContain('data-encoding="gzip-base64"');
    expect(JSON.parse(gunzipSync(Buffer.from(dataOf(html), 'base64')).toString())).toEqual(large);
    expect(renderHtmlReport(template, large)).toBe(html);
  });

  it('refuses a text that is not the template', () => {
    expect(() => renderHtmlReport('<html></html>', small)).toThrow(/no single place/);
    expect(() => renderHtmlReport(reportMarker + reportMarker, small)).toThrow(/no single place/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallReportInput } from '../fixtures/small-report.ts';
import {
  buildReport,
  explainFinding,
  formatCsv,
  formatJson,
  formatJunit,
  formatMarkdown,
  formatNdjson,
  formatSarif,
  formatTable,
  type Report,
  ticketMarkdown,
} from '../index.ts';

const raw = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\u001b[2J', '\u009b', '\n::error::', '|', '`', '<b>', ']]>', '\u202e', '\t=1'),
    ),
  )
  .map((parts) => `~${parts.join('').toWellFormed()}`);

/** A report in which every text of clusters and verdicts that others write is hostile. */
function hostileReport(text: string): Report {
  const input = smallReportInput();
  return buildReport({
    ...input,
    clusters: input.clusters.map((cluster) => {
      const identity = { ...cluster.identity, name: text };
      if (!('results' in cluster)) return { ...cluster, identity, error: text };
      const results = typeof cluster.results === 'function' ? [] : [...cluster.results];
      return {
        ...cluster,
        identity,
        results: results.map((result) => ({
          ...result,
          message: text,
          subject: { ...result.subject, name: text, namespace: text, container: text },
          evidence: [{ path: text, value: text, expected: text }],
          fix: {
            object: { ...result.subject, name: text },
            mechanical: true,
            patch: [{ op: 'add' as const, path: `/${text.replaceAll('/', '')}`, value: text }],
          },
        })),
      };
    }),
  });
}

const formats: Readonly<Record<string, (report: Report) => string>> = {
  table: (report) => formatTable(report),
  'table by workload': (report) => formatTable(report, { by: 'workload' }),
  markdown: formatMarkdown,
  csv: (report) => [...formatCsv(report)].join('').replaceAll('\r\n', '\n'),
  json: (report) => [...formatJson(report)].join(''),
  ndjson: (report) => [...formatNdjson(report)].join(''),
  sarif: (report) => [...formatSarif(report)].join(''),
  junit: (report) => [...formatJunit(report)].join(''),
  explain: (report) => report.findings.map((finding) => explainFinding(report, finding)).join(''),
  ticket: (report) => report.findings.map((finding) => ticketMarkdown(report, finding)).join(''),
};

describe('text that others wrote', () => {
  it.each(Object.keys(formats))('is shown and not obeyed in %s', (name) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = formats[name]?.(hostileReport(text)) ?? '';
        // Patches are data in JSON, and printing escapes what JSON itself does not.
        const shown = name.includes('json') ? JSON.stringify(withoutFixes(written, name)) : written;
        expect(shown.match(raw)?.[0]).toBeUndefined();
      }),
      { numRuns: 15 },
    );
  });
});

/** Also that it is JSON. */
function withoutFixes(text: string, name: string): unknown {
  const lines = name === 'ndjson' ? text.trimEnd().split('\n') : [text];
  return lines.map(
    (line) => JSON.parse(line, (key, value: unknown) => (key === 'fix' ? undefined : value)) as unknown,
  );
}

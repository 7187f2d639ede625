import { describe, expect, it } from 'vitest';
import { generateReport } from './fixtures/generate-report.ts';
import * as report from './index.ts';
import { ansiPalette } from './text/palette.ts';

const generated = generateReport({ findings: 2000, clusters: 2, unknownShare: 0.1 });
const credential = generated.findings.find(
  ({ control, verdict }) => control === 'credential-in-environment' && verdict === 'fail',
);
if (credential === undefined) throw new Error('the generator made no credential');

describe('what stands for a credential', () => {
  const texts = {
    sarif: [...report.formatSarif(generated)].join(''),
    junit: [...report.formatJunit(generated)].join(''),
    csv: [...report.formatCsv(generated)].join(''),
    markdown: report.formatMarkdown(generated),
    table: report.formatTable(generated, { causes: 500 }),
    story: report.explainFinding(generated, credential),
    ticket: report.ticketMarkdown(generated, credential),
  };

  it.each(Object.entries(texts))('shows neither its hash nor its structure in %s', (_, text) => {
    expect(text).not.toContain('6f1c0c1bd2a9');
    expect(text).not.toContain('plimsoll-redacted');
  });

  it.each(['sarif', 'junit', 'csv', 'story', 'ticket'] as const)(
    'is named in %s by detector and length',
    (name) => {
      expect(texts[name].replaceAll(/\s+/g, ' ')).toContain('(redacted: github-token, 40 bytes)');
    },
  );
});

describe('colour', () => {
  it('adds nothing but colour', () => {
    const strip = (text: string) =>
      text.replaceAll(new RegExp(`${String.fromCodePoint(27)}\\[[\\d;]*m`, 'g'), '');
    const coloured = report.formatTable(generated, { palette: ansiPalette });
    expect(coloured).not.toBe(strip(coloured));
    expect(strip(coloured)).toBe(report.formatTable(generated));
  });
});

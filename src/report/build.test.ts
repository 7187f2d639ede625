import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { generateReport } from './fixtures/generate-report.ts';
import { ReportSchema } from './schema.ts';

const validator = Compile(ReportSchema);

describe('a generated report', () => {
  it.each([
    { name: 'one cluster', options: {} },
    { name: 'nothing found', options: { findings: 0 } },
    { name: 'half unknown and long names', options: { findings: 2000, unknownShare: 0.5, longNames: true } },
    { name: 'a fleet with one cluster away', options: { clusters: 8, unreachable: 1, findings: 4000 } },
    { name: 'manifests', options: { manifests: true, findings: 300 } },
  ])('follows the published schema: $name', ({ options }) => {
    const report = generateReport(options);
    expect([...validator.Errors(report)].slice(0, 3)).toEqual([]);
    expect(report.findings).toHaveLength(options.findings ?? 200);
  });

  it('is the same for the same seed', () => {
    const options = { seed: 7, clusters: 3, findings: 500, unknownShare: 0.3 };
    expect(JSON.stringify(generateReport(options))).toBe(JSON.stringify(generateReport(options)));
  });
});

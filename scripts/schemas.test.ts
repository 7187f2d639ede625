import { readFileSync } from 'node:fs';
import path from 'node:path';
import Schema from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { plimsoll } from '../src/cli/e2e/run-plimsoll.ts';
import { publishedSchemas } from './schemas.ts';

const root = path.dirname(import.meta.dirname);

function committed(file: string): object {
  return JSON.parse(readFileSync(path.join(root, 'docs/schemas', file), 'utf8'));
}

describe('docs/schemas', () => {
  it.each([...publishedSchemas()])('%s says what the code checks by', (file, schema) => {
    // Through JSON, because that is all a file can hold.
    const now: unknown = JSON.parse(JSON.stringify(schema));
    expect(JSON.parse(readFileSync(file, 'utf8')), 'out of date: run node scripts/schemas.ts').toEqual(now);
  });

  it('a real report of the demo is valid against the committed report schema, and a changed one is not', async () => {
    const run = await plimsoll(['scan', 'demo/', '--complete', '--fail-on', 'never', '-o', 'json'], {
      cwd: root,
    });
    expect(run.code).toBe(0);
    const report: { findings: object[] } = JSON.parse(run.stdout);
    expect(report.findings.length).toBeGreaterThan(0);
    const schema = Schema.Compile(committed('report-v1.json'));
    expect(schema.Errors(report)[1]).toEqual([]);
    expect(schema.Check({ ...report, findings: [{ ...report.findings[0], verdict: 'maybe' }] })).toBe(false);
    expect(schema.Check({ ...report, extra: true })).toBe(false);
  });

  it('the configuration schema takes what the documentation shows and refuses a misspelt field', () => {
    const schema = Schema.Compile(committed('config-v1.json'));
    expect(schema.Check({ gate: { failOn: 'high' }, scopes: { cde: { namespaces: ['checkout'] } } })).toBe(
      true,
    );
    expect(schema.Check({ gates: { failOn: 'high' } })).toBe(false);
    expect(schema.Check({ gate: { failOn: 'severe' } })).toBe(false);
  });
});

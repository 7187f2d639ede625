import { describe, expect, it } from 'vitest';
import { generateReport } from '../../../src/report/fixtures/generate-report.ts';
import { modelOf } from '../model/model.ts';
import { paletteEntries, searchPalette } from './entries.ts';

const model = modelOf(generateReport({ clusters: 2, findings: 100 }));
const entries = paletteEntries(model, [{ name: 'Findings', path: ['findings'] }]);

describe('palette', () => {
  it('finds a finding by its id and a control by its reference', () => {
    const [row] = model.rows;
    if (!row) throw new Error('the fixture has no finding');
    expect(searchPalette(entries, row.finding.instanceId, 12).map(({ path }) => path)).toContainEqual([
      'finding',
      row.finding.instanceId,
    ]);
    expect(searchPalette(entries, row.finding.control, 12).map(({ path }) => path)).toContainEqual([
      'control',
      row.finding.control,
    ]);
  });

  it('needs every word, and keeps to its limit', () => {
    expect(searchPalette(entries, 'findings nonsense', 12)).toEqual([]);
    expect(searchPalette(entries, '', 5)).toHaveLength(5);
  });
});

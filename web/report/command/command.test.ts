import { describe, expect, it } from 'vitest';
import { scanCommand } from '../../../src/report/commands.ts';
import { generateReport } from '../../../src/report/fixtures/generate-report.ts';
import { modelOf } from '../model/model.ts';
import { findingsCommand } from './command.ts';

const report = generateReport({ findings: 50, unknownShare: 0.1 });
const model = modelOf(report);

describe('commands', () => {
  it('print the shown rows with jq', () => {
    expect(
      findingsCommand(model, { text: '', values: { severity: ['critical', 'high'], namespace: ['shop'] } }),
    ).toEqual({
      command: `${scanCommand(report)} -o json | jq '.findings[] | select((.severity | IN("critical", "high")) and .subject.namespace == "shop")'`,
      notIn: [],
    });
  });

  it('say which filters they leave out', () => {
    expect(findingsCommand(model, { text: 'api', values: { team: ['a'] } }).notIn).toEqual(['team', 'text']);
  });
});

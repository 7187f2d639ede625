import { describe, expect, it } from 'vitest';
import { generateReport } from '../../../src/report/fixtures/generate-report.ts';
import { modelOf } from '../model/model.ts';
import { findingsCommand, scanCommand, shellWord, verifyCommand } from './command.ts';

const report = generateReport({ findings: 50, unknownShare: 0.1 });
const model = modelOf(report);

describe('commands', () => {
  it('start from the run without its outputs', () => {
    const command = 'plimsoll scan --context prod -o table -o html=report.html --output=json -n shop';
    expect(scanCommand({ ...report, run: { ...report.run, command } })).toBe(
      'plimsoll scan --context prod -n shop',
    );
  });

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

  it('verify one live object by name, namespace and context', () => {
    const row = model.rows.find(({ finding }) => finding.subject.namespace !== '');
    if (!row) throw new Error('the fixture has no namespaced finding');
    const { subject } = row.finding;
    expect(verifyCommand(model, row.finding)).toBe(
      `plimsoll scan ${subject.kind.toLowerCase()}/${subject.name} -n ${subject.namespace} --context ${report.clusters[0]?.context}`,
    );
  });

  it('quote for a POSIX shell', () => {
    expect(shellWord('payments/api')).toBe('payments/api');
    expect(shellWord("it's $HOME")).toBe(String.raw`'it'\''s $HOME'`);
  });
});

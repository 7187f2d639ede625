import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { doctorCommand, quotedWord, scanCommand, verifyCommand } from './commands.ts';
import { generateReport } from './fixtures/generate-report.ts';
import type { Finding } from './schema.ts';

const report = generateReport({ findings: 50, unknownShare: 0.1 });
const [first] = report.findings as [Finding];
const withCommand = (command: string) => ({ ...report, run: { ...report.run, command } });

describe('follow-up commands', () => {
  it('start from the run without its outputs and gates', () => {
    const command =
      'plimsoll scan k8s/ -o table -o html=report.html --output=json --fail-on critical -n shop';
    expect(scanCommand(withCommand(command))).toBe('plimsoll scan k8s/ -n shop');
  });

  it('verify one object by one control, whatever else was judged, with an exit code', () => {
    const finding = {
      ...first,
      control: 'host-network',
      subject: { group: 'argoproj.io', kind: 'Rollout', namespace: 'shop', name: 'api' },
    };
    expect(
      verifyCommand(withCommand('plimsoll scan --context a --control privileged-container -q'), finding),
    ).toBe('plimsoll scan --context a shop/rollout.argoproj.io/api --control host-network --fail-on low');
  });

  it('name the context of a scan of the current one', () => {
    const live = { ...withCommand('plimsoll scan'), clusters: [{ ...report.clusters[0], context: 'a b' }] };
    const finding = { ...first, cluster: report.clusters[0]?.id ?? '' };
    expect(verifyCommand(live as typeof report, finding)).toMatch(/^plimsoll scan --context 'a b' /);
  });

  it('ask for the rights of whoever took a snapshot in the context that it was taken from', () => {
    const clusters = [{ ...report.clusters[0], source: 'snapshot', context: 'prod' }];
    const of = { ...withCommand('plimsoll scan prod.plimsoll'), clusters } as typeof report;
    expect(doctorCommand(of)).toBe('plimsoll doctor --context prod');
    expect(doctorCommand(withCommand('plimsoll scan --context a --as bob'))).toBe(
      'plimsoll doctor --context a --as bob',
    );
  });

  it('are quoted for a POSIX shell', () => {
    expect(quotedWord('payments/api')).toBe('payments/api');
    expect(quotedWord("it's $HOME")).toBe(String.raw`'it'\''s $HOME'`);
  });

  it('show what a screen would obey, in a form that bash reads back', () => {
    expect(quotedWord('a\nb')).toBe(String.raw`$'a\nb'`);
    const odd = fc.constantFrom(
      '\n',
      '\r',
      '\u001b',
      '\u0007',
      '\u009b',
      '\u202e',
      '\u2028',
      '\u{e0001}',
      "'",
      '\\',
      '$',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(odd, fc.string({ unit: 'grapheme-ascii' })), { maxLength: 8 }),
        (parts) => {
          const word = parts.join('');
          const quoted = quotedWord(word);
          expect(quoted).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
          const env = { LC_ALL: 'C.UTF-8' };
          expect(
            execFileSync('bash', ['--norc', '-c', `printf %s ${quoted}`], { encoding: 'utf8', env }),
          ).toBe(word);
        },
      ),
      { numRuns: 30 },
    );
  });
});

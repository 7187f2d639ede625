import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line.ts';

describe('the command in a report', () => {
  it('can be typed again', () => {
    expect(commandLine(['scan', 'k8s/', '-l', 'app in (a, b)', "it's"])).toBe(
      `plimsoll scan k8s/ -l 'app in (a, b)' 'it'\\''s'`,
    );
  });

  it('holds no value that was given to a chart', () => {
    const words = [
      'scan',
      'chart',
      '--set',
      'db.password=hunter2,a=b\\,c',
      '--set=token=abc',
      '--values',
      'prod.yaml',
    ];
    const text = commandLine(words);
    expect(text).not.toMatch(/hunter2|abc|b\\/);
    expect(text).toBe("plimsoll scan chart --set 'db.password=…,a=…' '--set=token=…' --values prod.yaml");
  });
});

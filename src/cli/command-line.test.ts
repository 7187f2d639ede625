import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandLine, readingWords } from './command-line.ts';
import { addReadOptions, addTargetOptions } from './options.ts';

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

  it('has the options that say what was read', () => {
    const program = new Command();
    addTargetOptions(program);
    addReadOptions(program);
    program.option('--onto <cluster>');
    const typed =
      '--filename a.yaml --context prod --kubeconfig my/config --as me --as-group g --namespace shop --namespace pay ' +
      '--selector a=b --scope s --kubernetes-version 1.35 --cluster-name c --complete ' +
      '--apply-namespace shop --values v.yaml --set a=b --allow-remote --no-secrets --timeout 5 --config p.yaml --policies p --skip-broken --control x ' +
      '--onto base.plimsoll --exceptions e.yaml --evidence clouds';
    program.parse(typed.split(' '), { from: 'user' });
    expect(readingWords(program.opts()).join(' ')).toBe(typed);
    const offered = program.options.map(({ long }) => long).filter((long) => long !== '--all-namespaces');
    const said = readingWords({ ...program.opts(), allContexts: true });
    expect(offered.filter((long) => !said.includes(long ?? ''))).toEqual([]);
  });

  it('is short when nothing was given', () => {
    const program = new Command();
    addTargetOptions(program);
    addReadOptions(program);
    program.parse([], { from: 'user' });
    expect(readingWords(program.opts())).toEqual([]);
  });
});

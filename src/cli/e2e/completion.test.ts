import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plimsoll } from './run-plimsoll.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-completion-'));
const script = (shell: string) => path.join(folder, shell);
const isHere = (shell: string) => spawnSync(shell, ['--version']).status === 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  for (const shell of ['bash', 'zsh', 'fish'])
    writeFileSync(script(shell), (await plimsoll(['completion', shell])).stdout);
});

/** What a shell itself offers for the last word. */
const offers: Readonly<Record<'bash' | 'fish', (words: readonly string[]) => string[]>> = {
  bash(words) {
    const text = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _plimsoll; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return linesOf('bash', ['--norc', '-c', text, script('bash'), ...words]);
  },
  fish(words) {
    const text = `source ${script('fish')}; complete -C${JSON.stringify(words.join(' '))}`;
    return linesOf('fish', ['--no-config', '-c', text]).map((line) => line.split('\t')[0] ?? '');
  },
};

function linesOf(shell: string, args: readonly string[]): string[] {
  const { stdout, stderr } = spawnSync(shell, args, {
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe.each(['bash', 'fish'] as const)('completion in %s', (shell) => {
  const here = shell === 'bash' || isHere(shell);
  it.runIf(here)(
    `offers commands, their commands, options and values${here ? '' : `: ${shell} is not here`}`,
    () => {
      expect(offers[shell](['plimsoll', ''])).toEqual(expect.arrayContaining(['scan', 'identity', 'policy']));
      expect(offers[shell](['plimsoll', 'policy', ''])).toEqual(
        expect.arrayContaining(['list', 'preview', 'export']),
      );
      expect(offers[shell](['plimsoll', 'scan', '--output', ''])).toEqual(
        expect.arrayContaining(['table', 'sarif']),
      );
      expect(offers[shell](['plimsoll', 'identity', 'can-i', '--li'])).toEqual(['--list']);
      expect(offers[shell](['plimsoll', 'policy', 'preview', '--output', ''])).toEqual(
        expect.arrayContaining(['junit']),
      );
      expect(offers[shell](['plimsoll', 'completion', ''])).toEqual(
        expect.arrayContaining(['bash', 'fish', 'zsh']),
      );
      expect(offers[shell](['plimsoll', 'policy', 'preview', ''])).not.toContain('export');
    },
  );
});

describe('completion in zsh', () => {
  const here = isHere('zsh');
  it.runIf(here)(`is registered and offers the same${here ? '' : ': zsh is not here'}`, () => {
    const text =
      'autoload -Uz compinit && compinit -u -D; source "$1"; print -r -- $_comps[plimsoll]; COMP_WORDS=(plimsoll policy ""); COMP_CWORD=2; setopt ksh_arrays sh_word_split; _plimsoll; print -rl -- "${COMPREPLY[@]}"';
    const lines = linesOf('zsh', ['-f', '-c', text, 'zsh', script('zsh')]);
    expect(lines[0]).toContain('_plimsoll');
    expect(lines).toEqual(expect.arrayContaining(['list', 'preview', 'export']));
  });
});

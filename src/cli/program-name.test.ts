import { describe, expect, it } from 'vitest';
import { paletteFor } from './palette.ts';
import { programName } from './program-name.ts';

describe('the name that printed commands start with', () => {
  it.for([
    [{}, '/usr/lib/node_modules/plimsoll/plimsoll.js', 'plimsoll'],
    [{}, '/usr/local/bin/kubectl-plimsoll', 'kubectl plimsoll'],
    [{ PLIMSOLL_PROGRAM: 'npx plimsoll' }, '/work/src/cli/main.ts', 'npx plimsoll'],
    [{ PLIMSOLL_PROGRAM: 'x; rm -rf /' }, '/usr/bin/plimsoll', 'plimsoll'],
  ] as const)('is as the program was called: %j %s', ([environment, script, name]) => {
    expect(programName(environment, script)).toBe(name);
  });

  it('is put before commands that a terminal shows, and before nothing else', () => {
    process.env['PLIMSOLL_PROGRAM'] = 'npx plimsoll';
    try {
      const { command } = paletteFor({ color: false });
      expect(command('plimsoll explain 1234')).toBe('npx plimsoll explain 1234');
      expect(command('kubectl get pods')).toBe('kubectl get pods');
    } finally {
      delete process.env['PLIMSOLL_PROGRAM'];
    }
  });
});

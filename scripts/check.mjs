// `npm run check`: types, lint, format, arrows, the package of cel, dead code. All of them run, then the exit code says whether one failed.
import { ensureDependencies, run, tool } from './runtime.mjs';

ensureDependencies();
const checks = [
  ['types', [tool('typescript/bin/tsc'), '-p', '.']],
  ['lint', [tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings']],
  ['format', [tool('@biomejs/biome/bin/biome'), 'ci', '--error-on-warnings', '.']],
  [
    'arrows',
    [
      tool('dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.mjs',
      'src',
      'cel',
      'web',
      'testkit',
      'bench',
    ],
  ],
  ['package', [tool('publint/src/cli.js'), '--strict', 'cel']],
  ['dead code', [tool('knip/bin/knip.js')]],
];
let failed = 0;
for (const [name, args] of checks) {
  process.stdout.write(`== ${String(name)}\n`);
  if (run(args) !== 0) failed += 1;
}
process.stdout.write(failed === 0 ? 'check: all clean\n' : `check: ${failed} of ${checks.length} failed\n`);
process.exit(failed === 0 ? 0 : 1);

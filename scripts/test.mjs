// `npm test`: sets up, runs every test, ends with one line `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureDependencies, root, run, tool } from './runtime.mjs';

ensureDependencies();
const build = run(['web/build.ts', '--if-stale']) || run(['scripts/bundle.ts']);
if (build !== 0) process.exit(build);

const folder = mkdtempSync(path.join(tmpdir(), 'plimsoll-test-'));
const results = path.join(folder, 'results.json');
// Commands are tried as users run them, which is also the faster way.
const env = { PLIMSOLL_PACKAGE: path.join(root, 'dist/package') };
const code = run(
  [
    tool('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...process.argv.slice(2),
  ],
  { env },
);
process.stdout.write(`${summary()}\n`);
rmSync(folder, { recursive: true });
process.exit(code);

function summary() {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
      readFileSync(results, 'utf8'),
    );
    const broken = testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length;
    const skipped = numPendingTests > 0 ? `${numPendingTests} skipped (each says why above)\n` : '';
    return `${skipped}${numPassedTests} passed, ${numFailedTests + broken} failed`;
  } catch {
    return '0 passed, 1 failed';
  }
}

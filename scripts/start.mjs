// `npm start`: sets up, then runs the main job. Without arguments on the demo cluster that ships here; it never touches
// a real cluster unasked. With arguments it is `plimsoll scan` with them.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies, root, run } from './runtime.mjs';

ensureDependencies();
process.env.PLIMSOLL_PROGRAM = 'npx plimsoll';
const buildWeb = run(['web/build.ts', '--if-stale']);
if (buildWeb !== 0) process.exit(buildWeb);

const main = path.join(root, 'src/cli/main.ts');
const scanArguments = process.argv.slice(2);
if (scanArguments.length > 0) process.exit(run([main, 'scan', ...scanArguments]));

const report = 'plimsoll-report.html';
const code = run([
  main,
  'scan',
  'demo/',
  '--complete',
  '--cluster-name',
  'demo',
  '--fail-on',
  'never',
  '-o',
  'table',
  '-o',
  `html=${report}`,
]);
if (!existsSync(path.join(root, report))) process.exit(code === 0 ? 2 : code);
process.exit(run([main, 'contexts', '--hint', 'npm start --']));

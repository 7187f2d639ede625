// `npm run bench [ROOM…]`: runs the benchmarks; each compares within one run.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureDependencies, root, run } from './runtime.mjs';

ensureDependencies();
const rooms = process.argv.slice(2);
let failed = 0;
for (const room of readdirSync(path.join(root, 'bench')).sort()) {
  if (rooms.length > 0 && !rooms.includes(room)) continue;
  for (const file of programsOf(room)) {
    process.stdout.write(`\n== ${room}/${file}\n`);
    if (run(['--expose-gc', path.join('bench', room, file)]) !== 0) failed += 1;
  }
}
process.exit(failed === 0 ? 0 : 1);

/** `run.ts` where there is one, with its parts beside it; else every file is a benchmark. */
function programsOf(room) {
  const files = readdirSync(path.join(root, 'bench', room)).filter((name) => /(?<!\.test)\.ts$/.test(name));
  return files.includes('run.ts') ? ['run.ts'] : files.sort();
}

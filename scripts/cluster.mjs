// `npm run cluster`: a real API server on this machine with the demo applied, for people. Ctrl-C stops it.
import { ensureDependencies, run } from './runtime.mjs';

ensureDependencies();
process.exit(run(['scripts/cluster.ts', ...process.argv.slice(2)]));

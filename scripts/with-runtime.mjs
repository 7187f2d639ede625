// Sets up, then runs a TypeScript file under the Node that can: `node scripts/with-runtime.mjs FILE [ARGUMENT…]`.
import { ensureDependencies, run } from './runtime.mjs';

ensureDependencies();
process.exit(run(process.argv.slice(2)));

// `npm run build`: the HTML report's template, then the package that users install, in dist/package.
import { ensureDependencies, run } from './runtime.mjs';

ensureDependencies();
process.exit(run(['web/build.ts']) || run(['scripts/bundle.ts']));

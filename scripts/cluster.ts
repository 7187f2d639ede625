// `npm run cluster`: a real API server on this machine with the demo applied, for people. Ctrl-C stops it.
import { runClusterForPeople } from '../testkit/index.ts';

await runClusterForPeople(process.argv[2] ?? 'demo');

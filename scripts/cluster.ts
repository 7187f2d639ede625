// Runs under the Node that scripts/cluster.mjs chose.
import { runClusterForPeople } from '../testkit/index.ts';

await runClusterForPeople(process.argv[2] ?? 'demo');

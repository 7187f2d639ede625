#!/usr/bin/env node
import { fileURLToPath } from 'node:url';
// The CLI from source, for a checkout. What users install is the bundle that `npm run build` writes.
import { run } from '../scripts/runtime.mjs';

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const env = { PLIMSOLL_PROGRAM: 'npx plimsoll' };
process.exit(run([main, ...process.argv.slice(2)], { cwd: process.cwd(), env }));

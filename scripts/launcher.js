#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(`plimsoll needs Node 22.12 or newer; this is ${process.version}.\n`);
  process.exit(2);
}
module.enableCompileCache();
await import('./bundle.js');

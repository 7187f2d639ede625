#!/usr/bin/env node
import module from 'node:module';
import process from 'node:process';
import v8 from 'node:v8';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(`plimsoll needs Node 22.19 or newer; this is ${process.version}.\n`);
  process.exit(2);
}
if (major <= 25) {
  holdYoungGeneration();
  optimiseLate();
}
module.enableCompileCache();
await import('./bundle.js');

/**
 * V8 lets its young generation grow to 134 MB, which saves nothing here: what is read lives, and the rest dies at once.
 * Up to 8 MB it is made to grow, by objects that survive, because smaller costs time; there it stays.
 */
function holdYoungGeneration() {
  const survivor = Array.from({ length: 1000 }, () => 0.5);
  const survivors = [];
  while (youngGeneration() < 8_000_000 && survivors.length < 2000) {
    for (let count = 0; count < 10; count++) survivors.push(survivor.slice());
  }
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}

/** V8's last compiler takes more time on functions that run some thousand times than it gives back in a run of seconds. */
function optimiseLate() {
  v8.setFlagsFromString('--invocation-count-for-turbofan=100000');
}

function youngGeneration() {
  return (
    v8.getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? Infinity
  );
}

// What every npm script needs first: the dependencies of this checkout, and a Node that runs TypeScript from source.
// Plain JavaScript without dependencies, because it has to run on Node 20 before anything is installed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, fstatSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const stamp = path.join(root, 'node_modules', '.plimsoll-lock');

/** Installs exactly what package-lock.json says, unless that was done before. */
export function ensureDependencies() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  process.stderr.write('Installing dependencies (once)…\n');
  const npm = process.env.npm_execpath;
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []];
  const result = spawnSync(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) {
    process.stderr.write('npm ci failed: the lines above say why. Is the npm registry reachable?\n');
    process.exit(2);
  }
  writeFileSync(stamp, lock);
}

/** The Node to run source with: the host's where it strips types without a flag (24.3), else the one installed here. */
export function runtimeNode() {
  const host = process.env.npm_node_execpath ?? process.execPath;
  const version =
    host === process.execPath ? process.version : spawnSync(host, ['-v'], { encoding: 'utf8' }).stdout.trim();
  const [major, minor] = version.slice(1).split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 3)) return host;
  return path.join(root, 'node_modules', '.bin', 'node');
}

/** What Node makes of source is kept: the next start takes half the time. */
const compiled = path.join(root, 'node_modules', '.cache', 'compiled');

/** Runs source or a tool under that Node, with its output going where ours goes; returns the exit code. */
export function run(args, options = {}) {
  const node = runtimeNode();
  const env = { NODE_COMPILE_CACHE: compiled, ...process.env, ...options.env };
  const result = spawnSync(node, args, { cwd: root, stdio: descriptors(args), ...options, env });
  if (result.signal) return 130;
  return result.status ?? 2;
}

/** Those of this process, and what a shell put behind `/dev/fd/63` for `-o json=>(command)`. */
function descriptors(args) {
  const passed = ['inherit', 'inherit', 'inherit'];
  for (const [, number] of args.join('\n').matchAll(/(?:\/dev|\/proc\/self)\/fd\/(\d{1,3})\b/g)) {
    if (!isOpen(Number(number))) continue;
    while (passed.length <= Number(number)) passed.push('ignore');
    passed[Number(number)] = Number(number);
  }
  return passed;
}

function isOpen(descriptor) {
  try {
    fstatSync(descriptor);
    return true;
  } catch {
    return false;
  }
}

/** Path of a tool's script inside node_modules. */
export function tool(relative) {
  return path.join(root, 'node_modules', relative);
}

import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const kubebox: GoProgram = {
  name: 'kubebox',
  source: join(import.meta.dirname, '..', 'kubebox'),
  what: 'the test API server',
  without: 'tests on the real Kubernetes API server are skipped (install Go 1.26 or newer, or set KUBEBOX)',
};
const kept = 4;

/** A Go module of this checkout with a `build.sh OUT [VERSION]`. */
export interface GoProgram {
  /** Of its binaries in the cache. */
  readonly name: string;
  /** The folder of its sources. */
  readonly source: string;
  /** What people know it as. */
  readonly what: string;
  /** What is skipped where Go is missing. */
  readonly without: string;
}

export interface KubeboxOptions {
  /** The version string that the components report: `v1.37.2-eks-3025e55`. Costs one more link (seconds). */
  readonly serverVersion?: string;
}

/**
 * The path of the one binary that is etcd, kube-apiserver and the rest, built when it is not yet in the cache.
 * The cache is keyed by the content of testkit/kubebox and the Go version. `KUBEBOX` in the environment wins.
 *
 * Undefined when Go is missing, said in one line on stderr: tests that need the server then skip. With `CI` set
 * it throws instead, because CI never skips.
 */
export async function kubeboxBinary(options: KubeboxOptions = {}): Promise<string | undefined> {
  if (process.env['KUBEBOX'] && options.serverVersion === undefined) return process.env['KUBEBOX'];
  return goBinary(kubebox, options.serverVersion);
}

/** The same of any program: built once for each content of its folder and each version of Go. */
export async function goBinary(program: GoProgram, version?: string): Promise<string | undefined> {
  const go = await goVersion();
  if (go === undefined) return withoutGo(program);
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'plimsoll');
  const binary = join(cache, `${program.name}-${await contentKey(program, go, version ?? '')}`);
  if (!existsSync(binary)) await buildUnderLock(program, binary, version);
  const now = new Date();
  await utimes(binary, now, now);
  return binary;
}

async function goVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('go', ['version']);
    return stdout.trim();
  } catch {
    return undefined;
  }
}

function withoutGo({ without }: GoProgram): undefined {
  const line = `Go is not installed: ${without}.`;
  if (process.env['CI']) throw new Error(line.replace('are skipped', 'cannot run, and CI never skips'));
  process.stderr.write(`${line}\n`);
  return undefined;
}

async function contentKey({ source }: GoProgram, go: string, version: string): Promise<string> {
  const names = (await readdir(source))
    .filter((name) => /^(go\.mod|go\.sum|build\.sh|.*\.go)$/.test(name))
    .sort();
  const hash = createHash('sha256').update(`${go}\0${version}\0`);
  for (const name of names) hash.update(`${name}\0`).update(await readFile(join(source, name)));
  return hash.digest('hex').slice(0, 32);
}

/** Test files run in several processes at once; the first builds, the others wait. */
async function buildUnderLock(
  program: GoProgram,
  binary: string,
  version: string | undefined,
): Promise<void> {
  await mkdir(join(binary, '..'), { recursive: true });
  const lock = `${binary}.lock`;
  while (!existsSync(binary)) {
    try {
      await mkdir(lock);
    } catch {
      await removeAbandonedLock(lock);
      await pause(250);
      continue;
    }
    try {
      await writeFile(join(lock, 'pid'), String(process.pid));
      if (!existsSync(binary)) await build(program, binary, version);
      await removeOldBinaries(program, binary);
    } finally {
      await rm(lock, { recursive: true, force: true });
    }
  }
}

async function removeAbandonedLock(lock: string): Promise<void> {
  const pid = Number(await readFile(join(lock, 'pid'), 'utf8').catch(() => ''));
  if (pid > 0) {
    try {
      process.kill(pid, 0);
      return;
    } catch {
      await rm(lock, { recursive: true, force: true });
    }
  }
}

async function build(
  { name, source, what }: GoProgram,
  binary: string,
  version: string | undefined,
): Promise<void> {
  process.stderr.write(`Building ${what} (minutes the first time, seconds after)…\n`);
  const partial = `${binary}.${process.pid}`;
  const child = spawn('sh', [join(source, 'build.sh'), partial, ...(version ? [version] : [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('close', resolve),
  );
  if (code !== 0) throw new Error(`build.sh of ${name} failed (exit ${code}):\n${output.slice(-4000)}`);
  await rename(partial, binary);
}

/** Each binary is up to 150 MB: keep the last few. A running one may be removed, its process keeps it. */
async function removeOldBinaries({ name: program }: GoProgram, current: string): Promise<void> {
  const cache = join(current, '..');
  const binaries = (await readdir(cache)).filter(
    (name) => name.startsWith(`${program}-`) && /-[0-9a-f]{32}$/.test(name),
  );
  const ages = await Promise.all(
    binaries.map(async (name) => ({ name, used: (await stat(join(cache, name))).mtimeMs })),
  );
  const old = ages.filter(({ name }) => name !== basename(current)).sort((a, b) => b.used - a.used);
  for (const { name } of old.slice(kept - 1)) await rm(join(cache, name), { force: true });
}

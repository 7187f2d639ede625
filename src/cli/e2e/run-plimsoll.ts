import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** What one run of the command line did. */
export interface Run {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** Called with everything that standard error holds so far. */
  readonly onStandardError?: (text: string) => void;
  /** A run that takes longer hangs: it is killed and the promise rejects. */
  readonly patienceMs?: number;
  /** Node and the script, when it is not the command line itself. */
  readonly command?: readonly [string, ...string[]];
}

/** The package that users install, where `npm test` has built it; else the source. */
const built = process.env['PLIMSOLL_PACKAGE'];
const main =
  built === undefined ? path.join(import.meta.dirname, '../main.ts') : path.join(built, 'plimsoll.js');

/**
 * A home without kubeconfig and configuration, with a redaction key of its own, for all runs of one test file. It also
 * holds the compiled source, which makes the second run twice as fast, where nobody else keeps it.
 */
const home = mkdtempSync(path.join(tmpdir(), 'plimsoll-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs the command line in a process of its own, as a person would, without anything of this machine's own set-up. */
export function plimsoll(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { cwd = home, environment = {}, stdin, onStandardError, patienceMs = 60_000 } = options;
  const [command, ...first] = options.command ?? [process.execPath, main];
  const child = spawn(command, [...first, ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? path.join(home, 'compiled'),
      ...environment,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr.push(chunk);
    onStandardError?.(textOf(stderr));
  });
  // A command that ends before it has read its input closes the pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => {
      child.kill('SIGKILL');
      reject(
        new Error(
          `plimsoll ${args.join(' ')} did not end in ${patienceMs} ms\n${textOf(stdout)}${textOf(stderr)}`,
        ),
      );
    }, patienceMs);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(patience);
      resolve({ code: code ?? undefined, stdout: textOf(stdout), stderr: textOf(stderr) });
    });
  });
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What one run of a program took. */
export interface Usage {
  /** User and system time of all its threads. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Largest resident set, in MB of 1,000,000 bytes. */
  readonly peakMegabytes: number;
  readonly exitCode: number | null;
}

const ticksPerSecond = 100;

/**
 * Runs a program to its end and reads from /proc what it took (proc(5): utime and stime in ticks, VmHWM), every 10 ms, so
 * that the last 10 ms are missed; the same for every program. Its output goes nowhere.
 */
export async function measure(command: string, args: readonly string[], environment = {}): Promise<Usage> {
  const started = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, ...environment },
  });
  let usage = { cpuSeconds: 0, peakMegabytes: 0 };
  const sampling = setInterval(() => {
    usage = sample(child.pid) ?? usage;
  }, 10);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  }).finally(() => clearInterval(sampling));
  return { ...usage, wallSeconds: (performance.now() - started) / 1000, exitCode };
}

function sample(pid: number | undefined): Pick<Usage, 'cpuSeconds' | 'peakMegabytes'> | undefined {
  try {
    // The command's name is in parentheses and may hold spaces; the fields after it do not.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    // A process that has ended and was not waited for has no memory any more.
    if (peak === undefined) return undefined;
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      peakMegabytes: (Number(peak) * 1024) / 1e6,
    };
  } catch {
    return undefined;
  }
}
